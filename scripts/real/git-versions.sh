# git: thirty published versions of one crate as a history, then log -p, gc, fsck, blame, clones.
# version: git --version
# needs: git cargo
# packages: git
# prepares
set -euo pipefail
crates=$CACHE/crates
if [ "${1:-}" = prepare ]; then
    [ ! -e "$crates/vendor/regex-syntax-0.6.29" ] || exit 0
    # One package cannot ask for two versions that go together, so that thirty do, and cargo puts all in one folder.
    rm -rf "$crates" && mkdir "$crates" && cd "$crates"
    more=()
    for i in {0..29}; do
        mkdir -p "p$i/src"
        : >"p$i/src/lib.rs"
        printf '[package]\nname = "p%d"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\nregex-syntax = "=0.6.%d"\n[workspace]\n' \
            "$i" "$i" >"p$i/Cargo.toml"
        [ "$i" -eq 0 ] || more+=(--sync "p$i/Cargo.toml")
    done
    exec cargo vendor --quiet --versioned-dirs --manifest-path p0/Cargo.toml "${more[@]}" vendor >/dev/null
fi
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@example.com
export GIT_CONFIG_NOSYSTEM=1 GIT_PAGER=cat
git config --global init.defaultBranch trunk
git config --global gc.auto 0
git config --global pack.threads 2
# shellcheck disable=SC2016  # the alias's shell expands them
git -c alias.proof='!cat /proc/$PPID/maps >"$MAPS/git"' proof

git init -q source && cd source
for i in {0..29}; do
    git rm -q -r --ignore-unmatch .
    cp -R "$crates/vendor/regex-syntax-0.6.$i/." .
    git add -A -f
    export GIT_AUTHOR_DATE="$((1600000000 + i * 60)) +0000" GIT_COMMITTER_DATE="$((1600000000 + i * 60)) +0000"
    git commit -q -m "version 0.6.$i"
    git tag "v$i"
done
git rev-parse HEAD
git log --oneline | wc -l
git log -p --stat -M -C | cksum
git log -p -w --word-diff src/parser.rs 2>/dev/null | cksum
git log -S'fn class' --format=%s | cksum
for file in src/lib.rs src/ast/mod.rs src/hir/mod.rs; do git blame -w -M -C "$file" | cksum; done
git diff --minimal v0 v29 | cksum
git diff --patience v3 v20 | cksum
git clone -q --no-local . ../before
git gc -q --aggressive --prune=now
git fsck --full --strict 2>&1
git count-objects -v | grep -E '^(count|in-pack|packs|garbage)'
git clone -q --no-local . ../after
git -C ../before rev-parse HEAD && git -C ../after fsck 2>&1
git -C ../after log -p --format=%H | cksum
git -C ../after repack -q -a -d -f --depth=50 --window=50
git -C ../after fsck 2>&1
git grep -c 'pub fn' v0 v10 v29 -- '*.rs' | cksum
git -C ../after bisect start -q v29 v0 2>&1 | head -n 1
git archive v15 | tar -t | cksum
