# A set-user-ID program, asked by a user who is not root: it works, without the preload and without a word.
# version: su --version
# needs: root su setpriv passwd
# packages: passwd util-linux
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
mkfifo answer
setpriv --reuid=nobody --regid=nogroup --clear-groups su root -c true <answer >said 2>&1 &
exec {answer}>answer
# It waits for a password. Its maps are of root's to read.
await grep -q Password said
[[ /proc/$!/exe -ef $(type -P su) ]]
cat "/proc/$!/maps" >maps
grep -q 'libc\.so' maps
echo "lines of its maps about what is preloaded: $(preloaded maps)"
echo wrong >&"$answer"
exec {answer}>&-
status=0
wait $! || status=$?
echo "status $status: $(tail -n 1 said)"
# A program of that user's that is not of this kind takes it.
setpriv --reuid=nobody --regid=nogroup --clear-groups sleep 30 &
proof $! sleep
kill $!
setpriv --reuid=nobody --regid=nogroup --clear-groups passwd --status nobody 2>&1 | cut -d ' ' -f 1,2
