# perl's own tests, from its source package: regular expressions, strings, hashes, threads, Unicode, PerlIO.
# version: perl -e 'print "perl $^V"'
# needs: perl xz
# packages: perl xz-utils
# prepares
set -euo pipefail
tests=$CACHE/perl
if [ "${1:-}" = prepare ]; then
    # shellcheck source=scripts/source-package.sh
    . "$PROGRAMS/../source-package.sh"
    source_package perl "$tests"
    exit
fi
cp -R "$tests/t" t
# What a test wants from ../lib is what Debian has installed, and the files that are of use in tests only.
mkdir lib
perl -MConfig -e 'print "$_\n" for @Config{qw(privlibexp archlibexp)}' | while read -r from; do cp -Rn --dereference "$from/." lib/; done
cp -n "$tests"/lib/*.t "$tests"/lib/*.pl lib/
cd t
perl -e 'open my $maps, "<", "/proc/self/maps"; open my $copy, ">", "$ENV{MAPS}/perl"; print {$copy} <$maps>'
cp "$(type -P perl)" perl
tests=(base/*.t cmd/*.t mro/*.t uni/*.t re/{alpha_assertions,charset,keep_tabs,pat_advanced,pat_rt_report,pos,qr_gc,reg_eval,reg_mesg,reg_nc_tie,reg_posixcc,regexp,rxcode,subst,subst_amp,subst_wamp,overload_rx}.t
    io/{argv,crlf,data,defout,dup,eintr,fs,inplace,layers,nargv,open,perlio,pipe,print,read,say,tell,through,utf8}.t
    op/{arith,array,auto,avhv,bop,chop,chr,closure,concat2,cond,delete,do,each,eval,exp,grep,hash,hashassign,hash-rt85026,heredoc,hexfp,inc,index,int,join,kvaslice,kvhslice,lc,length,lex,lfs,list,lop,method,my,my_stash,negate,numconvert,oct,ord,pack,pos,pow,push,qq,quotemeta,range,recurse,ref,repeat,reverse,select,sleep,smartmatch,sort,splice,split,sprintf,sprintf2,srand,state,study,substr,svleak,switch,threads,tiearray,tiehandle,tr,undef,universal,unshift,upgrade,utf8cache,vec,ver,wantarray}.t)
all=0
for test in "${tests[@]}"; do
    [ -e "$test" ] || continue
    status=0
    timeout 100 ./perl "$test" >said 2>&1 </dev/null || status=$?
    echo "$test: status $status, $(grep -c '^ok' said || true) ok, $(grep -c '^not ok' said || true) not ok"
    [ "$status" -eq 0 ] || cat said >&2
    all=$((all > status ? all : status))
done
exit "$all"
