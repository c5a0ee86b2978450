# Ruby's own tests, from its source package: arrays, hashes, strings, the collector, threads, processes, JSON, zlib.
# version: ruby --version | cut -d ' ' -f 1-2
# needs: ruby xz
# packages: ruby xz-utils
# prepares
set -euo pipefail
tests=$CACHE/ruby
if [ "${1:-}" = prepare ]; then
    # shellcheck source=scripts/source-package.sh
    . "$PROGRAMS/../source-package.sh"
    name=$(dpkg-query -S "$(realpath "$(type -P ruby)")" | cut -d : -f 1)
    source_package "$name" "$tests"
    exit
fi
ruby -e 'File.write(ENV["MAPS"] + "/ruby", File.read("/proc/self/maps"))'
cd "$tests"
all=0
for name in ruby/test_{array,hash,string,symbol,struct,range,regexp,proc,method,marshal,m17n,pack,sprintf,fiber,thread_queue,weakmap,gc,transcode,enumerator,objectspace,io_buffer} json/json_{generator,parser}_test zlib/test_zlib stringio/test_stringio strscan/test_stringscanner; do
    [ -e "test/$name.rb" ] || continue
    status=0
    # One order of tests for all. Left out: what wants ruby's own build, or a ruby of just that release.
    ruby test/runner.rb --seed=1 --name='!/fatal_in_fiber|string_mapped|prepended_public_zsuper|private_override_instance/' \
        "test/$name.rb" >"$TMPDIR/said" 2>&1 || status=$?
    cat "$TMPDIR/said" >&2
    echo "$name: status $status, $(grep -oE '^[0-9]+ tests|[0-9]+ failures, [0-9]+ errors' "$TMPDIR/said" | paste -sd ' ')"
    all=$((all > status ? all : status))
done
exit "$all"
