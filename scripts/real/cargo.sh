# cargo: the crate regex and what it depends on, built and used; rustc brings jemalloc in its own name.
# version: cargo --version | cut -d ' ' -f 1-2
# needs: cargo rustc gcc
# packages: gcc libc6-dev procps
# prepares
set -euo pipefail
# shellcheck source=scripts/proof.sh
. "$PROGRAMS/../proof.sh"
project=$CACHE/cargo
if [ "${1:-}" = prepare ]; then
    # What the runs build without the network, by the versions that are locked here.
    [ ! -e "$project/fetched" ] || exit 0
    rm -rf "$project"
    cargo init -q --name words --vcs none "$project"
    cd "$project"
    printf 'regex = "=1.13.2"\nitoa = "=1.0.19"\n' >>Cargo.toml
    cargo fetch -q
    touch fetched
    exit
fi
cp -R "$project/." .
cat >src/main.rs <<'END'
use std::collections::BTreeMap;
fn count(text: &str) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    text.split(' ').for_each(|word| *counts.entry(word).or_default() += 1);
    counts
}
fn main() {
    let maps = std::fs::read("/proc/self/maps").unwrap();
    std::fs::write(std::env::var("MAPS").unwrap() + "/words", maps).unwrap();
    let text: Vec<_> = (0..200_000u64).map(|i| itoa::Buffer::new().format(i * i % 5003).to_owned()).collect();
    let text = text.join(" ");
    let threads: Vec<_> = (0..4).map(|_| { let text = text.clone(); std::thread::spawn(move || count(&text).len()) }).collect();
    let odd = regex::Regex::new(r"\b(\d*[13579]) (\d*[02468])\b").unwrap();
    println!("{} {}", odd.find_iter(&text).count(), odd.replace_all(&text, "$2$1").len());
    threads.into_iter().for_each(|thread| println!("{}", thread.join().unwrap()));
}
#[test]
fn counts() {
    assert_eq!(count("a b a")["a"], 2);
}
END
rustc=$(rustc --print sysroot)/bin/rustc
cargo build -q --release --offline &
cargo=$!
# Some of what cargo starts ends before it is seen.
seen() { proof "$(pgrep -n -P "$cargo" -x rustc)" "$rustc"; }
await seen
wait "$cargo"
target/release/words
cargo test -q --offline 2>/dev/null | grep -o 'test result: ok. 1 passed'
