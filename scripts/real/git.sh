# A repository made by script: commits, merges, blame, log, gc, fsck, clone, rebase.
# version: git --version
# needs: git
# packages: git
# in make test
set -euo pipefail
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@example.com
export GIT_CONFIG_NOSYSTEM=1 GIT_PAGER=cat
git config --global init.defaultBranch trunk
git config --global gc.auto 0
git config --global pack.threads 2
git config --global advice.detachedHead false

# shellcheck disable=SC2016  # the alias's shell expands them
git -c alias.proof='!cp /proc/$PPID/maps "$MAPS/git"' proof

now=1600000000
commit() {
    now=$((now + 60))
    git add -A
    GIT_AUTHOR_DATE="$now +0000" GIT_COMMITTER_DATE="$now +0000" git commit -q -m "$1"
}
content() { # SEED LINES
    awk -v s="$1" -v n="$2" 'BEGIN { for (i = 0; i < n; i++) { s = (s * 1103515245 + 12345) % 2147483648; print i, s } }'
}

git init -q source && cd source
for i in {1..60}; do
    mkdir -p "dir$((i % 6))"
    content "$i" 300 >"dir$((i % 6))/file$((i % 20))"
    sed -i "$((i * 3)),$((i * 3 + 5))s/^/changed $i /" dir*/file*
    commit "change $i"
    if [ $((i % 10)) -eq 0 ]; then
        git checkout -q -b "side$i" "HEAD~3"
        content "$((i + 1000))" 400 >"side$i"
        commit "side $i"
        git checkout -q trunk
        now=$((now + 60))
        GIT_AUTHOR_DATE="$now +0000" GIT_COMMITTER_DATE="$now +0000" git merge -q --no-ff -m "merge $i" "side$i"
    fi
done
git branch -q topic HEAD~5
git checkout -q topic
content 5 50 >dir0/topic
commit topic
GIT_COMMITTER_DATE="$now +0000" git rebase -q trunk
git checkout -q trunk

git rev-parse HEAD topic
git log --graph --format='%H %T %s' --all | cksum
git log -p --stat -M -C --all | cksum
git blame -w -C -C dir0/file0 | cksum
git diff --word-diff=porcelain HEAD~20 HEAD | cksum
git grep -c changed | cksum
git shortlog -sn HEAD
git gc -q --aggressive --prune=now
git fsck --full --strict 2>&1
git count-objects -v | grep -E '^(count|in-pack|packs|garbage)'
cd ..
git clone -q --no-local source copy
git -C copy log --format=%H | cksum
git clone -q --bare --depth 5 "file://$PWD/source" shallow
git -C shallow log --format=%H | cksum
git -C source archive --format=tar HEAD | tar -t | cksum
git -C source bundle create -q ../all.bundle --all
git -C copy bundle verify -q ../all.bundle && echo "bundle verified"
