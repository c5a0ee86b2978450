//! Settings: one table of keys, read once from the environment.
//!
//! The parser, the table in `docs/configuration.md` and its test come from `TABLE`. A value that cannot be
//! used is reported once, with the one used instead. Processes that gained privileges by being executed
//! ignore the environment.

mod parse;

use crate::size_class::PAGE_SIZE;
use crate::sys::{env, limits, stderr};
use crate::util::text::FixedText;
use parse::Value;

/// What a key's value looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Type {
    /// Bytes, with an optional suffix K, M, G or T (powers of 1024).
    Bytes,
    /// Milliseconds.
    Milliseconds,
    /// `0` or `1`.
    Switch,
    /// A number.
    Number,
    /// One in how many; 0 for none.
    OneIn,
    /// One of the words, which ` or ` separates; its place among them is the value.
    OneOf(&'static str),
    /// Program names, separated by commas.
    Names,
}

/// One setting, for the parser.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Name in the environment.
    pub name: &'static str,
    /// What its value looks like.
    pub kind: Type,
    /// Least and greatest value.
    pub range: (usize, usize),
}

/// One setting, and what its documentation says.
struct Row {
    name: &'static str,
    kind: Type,
    range: (usize, usize),
    default: &'static str,
    doc: &'static str,
}

const GIB: usize = 1 << 30;
const MAX_ARENA: usize = 64 << 40;
const MIN_ARENA: usize = 4 << 20;
const MIN_LIMIT: usize = 1 << 20;
/// Large blocks come in huge pages up to this part of the memory there is.
const HUGE_SHARE: usize = 4;
const HOUR_MS: usize = 3_600_000;

/// Every setting.
const TABLE: [Row; 11] = [
    Row {
        name: "ORTHOTOPE_DISABLE",
        kind: Type::Switch,
        range: (0, 1),
        default: "0",
        doc: "1: hand every call to libc, from the first one on.",
    },
    Row {
        name: "ORTHOTOPE_EXCEPT",
        kind: Type::Names,
        range: (0, 0),
        default: "none",
        doc: "Do the same in programs of these names (the last part of the path that was executed).",
    },
    Row {
        name: "ORTHOTOPE_ARENA_SIZE",
        kind: Type::Bytes,
        range: (MIN_ARENA, MAX_ARENA),
        default: "4 x RAM, 64G to 1T",
        doc: "Address space to reserve. Not memory: that is taken as it is used. Beyond it, blocks come \
              from further mappings.",
    },
    Row {
        name: "ORTHOTOPE_MEMORY_LIMIT",
        kind: Type::Bytes,
        range: (MIN_LIMIT, MAX_ARENA),
        default: "none",
        doc: "Memory that the heap may hold, in use or free. Past it, after giving back all that is free, allocations \
              fail with `ENOMEM`. Huge pages are declined unless `ORTHOTOPE_THP=1`: one may hold more than the blocks in \
              it count for.",
    },
    Row {
        name: "ORTHOTOPE_THP",
        kind: Type::Switch,
        range: (0, 1),
        default: "a quarter of RAM",
        doc: "Huge pages for large blocks: 0: never, and decline those that the system gives unasked; 1: for all. Without it \
              for as many bytes as a quarter of the machine's memory, or of the control group's (small blocks, from 1 GiB of \
              them on: half of it): what takes more most likely does not touch all of it; and not for a fresh block of 128 MiB and \
              more when three in a row of its first 4 to 16 huge pages take a millisecond each.",
    },
    Row {
        name: "ORTHOTOPE_SMALL_WINDOW_MS",
        kind: Type::Milliseconds,
        range: (0, HOUR_MS),
        default: "1000",
        doc: "Memory of blocks up to 64 KiB: keep what was needed at the peak of this many milliseconds, \
              give the rest back.",
    },
    Row {
        name: "ORTHOTOPE_LARGE_WINDOW_MS",
        kind: Type::Milliseconds,
        range: (0, HOUR_MS),
        default: "10000",
        doc: "The same for larger blocks.",
    },
    Row {
        name: "ORTHOTOPE_BACKGROUND",
        kind: Type::Switch,
        range: (0, 1),
        default: "0",
        doc: "1: a thread gives memory back while the program makes no call. Without it, calls do that.",
    },
    Row {
        name: "ORTHOTOPE_HARDEN",
        kind: Type::Number,
        range: (1, 3),
        default: "1",
        doc: "How much misuse is noticed, and at what price: `docs/hardening.md` has the levels.",
    },
    Row {
        name: "ORTHOTOPE_ON_MISUSE",
        kind: Type::OneOf("abort or report"),
        range: (0, 1),
        default: "abort",
        doc: "report: after the line about a misuse the program goes on, where the heap is whole; the call did nothing.",
    },
    Row {
        name: "ORTHOTOPE_GUARD_SAMPLE",
        kind: Type::OneIn,
        range: (0, 1 << 30),
        default: "0",
        doc: "One allocation in so many is put between pages without access, and misuse of it is reported with stacks: \
              `docs/hardening.md`. 0: none. For programs in use: 300000.",
    },
];

/// What the parser needs of [`TABLE`]: the documentation is not in the library.
static KEYS: [Key; TABLE.len()] = {
    let mut keys = [Key { name: "", kind: Type::Switch, range: (0, 0) }; TABLE.len()];
    let mut at = 0;
    while at < TABLE.len() {
        keys[at] = Key { name: TABLE[at].name, kind: TABLE[at].kind, range: TABLE[at].range };
        at += 1;
    }
    keys
};

/// The default of the setting `name`, as the documentation gives it; for the compiler to ask.
const fn default_of(name: &str) -> &'static str {
    let mut at = 0;
    while !is_same(TABLE[at].name.as_bytes(), name.as_bytes()) {
        at += 1;
    }
    TABLE[at].default
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// A setting, as documentation shows it.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Name in the environment.
    pub name: &'static str,
    /// What its value looks like.
    pub values: &'static str,
    /// The default.
    pub default: &'static str,
    /// What it does.
    pub doc: &'static str,
}

/// Every setting that the library reads from the environment.
pub fn settings() -> impl Iterator<Item = Setting> {
    TABLE.into_iter().map(|row| Setting {
        name: row.name,
        values: match row.kind {
            Type::Bytes => "bytes, or with K, M, G, T",
            Type::Milliseconds => "milliseconds",
            Type::Switch => "0 or 1",
            Type::Number => "1 to 3",
            Type::OneIn => "a number",
            Type::OneOf(words) => words,
            Type::Names => "names, separated by commas",
        },
        default: row.default,
        doc: row.doc,
    })
}

/// The settings in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Config {
    /// Hand every call to libc.
    pub disabled: bool,
    /// Bytes of address space to reserve.
    pub arena_size: usize,
    /// Bytes that the heap may hold; `usize::MAX` for no limit.
    pub memory_limit: usize,
    /// How many bytes of large blocks may come in huge pages, half of how many of small ones; 0 declines them, `usize::MAX` for all.
    pub huge_bytes: usize,
    /// Milliseconds, for spans of small blocks.
    pub small_window_ms: u64,
    /// Milliseconds, for large runs.
    pub large_window_ms: u64,
    /// Whether a thread gives memory back.
    pub background: bool,
    /// The level of hardening.
    pub harden: usize,
    /// Whether the program goes on after a misuse.
    pub report_misuse: bool,
    /// One allocation in so many is guarded; 0 for none.
    pub guard_sample: usize,
}

impl Config {
    /// The defaults on this machine, within the limits of this process.
    pub fn defaults() -> Self {
        let machine = limits::physical_memory();
        let wanted = machine.saturating_mul(4).clamp(64 * GIB, 1024 * GIB);
        Self {
            disabled: false,
            arena_size: wanted.min(limits::address_space_share()).max(MIN_ARENA),
            memory_limit: usize::MAX,
            huge_bytes: machine / HUGE_SHARE,
            small_window_ms: 1000,
            large_window_ms: 10_000,
            background: false,
            harden: 1,
            report_misuse: false,
            guard_sample: 0,
        }
    }

    /// The defaults, as the environment changes them.
    pub fn from_environment() -> Self {
        let mut config = Self::defaults();
        for key in &KEYS {
            if let Some(text) = env::get(key.name.as_bytes()) {
                config.read(key, text);
            }
        }
        config
    }

    /// [`Config::huge_bytes`] in a control group that may use `limit` bytes.
    pub fn huge_bytes_within(&self, limit: usize) -> usize {
        if self.huge_bytes == usize::MAX { usize::MAX } else { self.huge_bytes.min(limit / HUGE_SHARE) }
    }

    /// A setting that is in the environment. Out of the way of the many processes that have none.
    #[cold]
    #[inline(never)]
    fn read(&mut self, key: &Key, text: &[u8]) {
        match parse::value(key, text) {
            Some(value) => self.apply(key, value),
            None => stderr::write(self.refusal(key, text).as_bytes()),
        }
    }

    fn apply(&mut self, key: &Key, value: Value<'_>) {
        match (key.name, value) {
            ("ORTHOTOPE_DISABLE", Value::Number(n)) => self.disabled |= n == 1,
            ("ORTHOTOPE_EXCEPT", Value::Names(names)) => {
                self.disabled |= parse::has_name(names, env::program_name());
            }
            ("ORTHOTOPE_ARENA_SIZE", Value::Number(n)) => self.arena_size = n & !(PAGE_SIZE - 1),
            // Its row stands before that of ORTHOTOPE_THP, which may ask for them again.
            ("ORTHOTOPE_MEMORY_LIMIT", Value::Number(n)) => (self.memory_limit, self.huge_bytes) = (n, 0),
            ("ORTHOTOPE_THP", Value::Number(n)) => self.huge_bytes = if n == 1 { usize::MAX } else { 0 },
            ("ORTHOTOPE_SMALL_WINDOW_MS", Value::Number(n)) => self.small_window_ms = n as u64,
            ("ORTHOTOPE_LARGE_WINDOW_MS", Value::Number(n)) => self.large_window_ms = n as u64,
            ("ORTHOTOPE_BACKGROUND", Value::Number(n)) => self.background = n == 1,
            ("ORTHOTOPE_HARDEN", Value::Number(n)) => self.harden = n,
            ("ORTHOTOPE_ON_MISUSE", Value::Number(n)) => self.report_misuse = n == 1,
            ("ORTHOTOPE_GUARD_SAMPLE", Value::Number(n)) => self.guard_sample = n,
            _ => {}
        }
    }

    /// The line that says what is used instead of `text`.
    fn refusal(&self, key: &Key, text: &[u8]) -> FixedText<256> {
        let used = match key.name {
            "ORTHOTOPE_DISABLE" => usize::from(self.disabled),
            "ORTHOTOPE_ARENA_SIZE" => self.arena_size,
            "ORTHOTOPE_MEMORY_LIMIT" => self.memory_limit,
            "ORTHOTOPE_THP" => usize::MAX,
            "ORTHOTOPE_BACKGROUND" => usize::from(self.background),
            "ORTHOTOPE_HARDEN" => self.harden,
            "ORTHOTOPE_ON_MISUSE" => usize::from(self.report_misuse),
            "ORTHOTOPE_GUARD_SAMPLE" => self.guard_sample,
            "ORTHOTOPE_SMALL_WINDOW_MS" => self.small_window_ms as usize,
            _ => self.large_window_ms as usize,
        };
        let mut line = FixedText::<256>::new();
        line.push(b"orthotope: ").push(key.name.as_bytes()).push(b"=");
        line.push(text.get(..text.len().min(64)).unwrap_or(text));
        if let Type::OneOf(words) = key.kind {
            let word = words.split(" or ").nth(used).unwrap_or(words);
            line.push(b": expected ").push(words.as_bytes()).push(b", using ").push(word.as_bytes());
        } else {
            line.push(b": expected a number from ").decimal(key.range.0).push(b" to ").decimal(key.range.1);
            line.push(b", using ");
            match key.name {
                _ if used != usize::MAX => line.decimal(used),
                "ORTHOTOPE_THP" => line.push(const { default_of("ORTHOTOPE_THP") }.as_bytes()),
                _ => line.push(const { default_of("ORTHOTOPE_MEMORY_LIMIT") }.as_bytes()),
            };
        }
        line.push(b"\n");
        line
    }
}

/// The parser alone, for `fuzz/`.
#[doc(hidden)]
pub mod probe {
    use super::{Config, KEYS, Key, Value, parse};
    pub use parse::has_name;

    fn key(name: &str) -> Option<&'static Key> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// Least and greatest value of a setting.
    pub fn range(name: &str) -> (usize, usize) {
        key(name).map_or((0, 0), |key| key.range)
    }

    /// The number that `text` gives the setting `name`; `tell` gets the line that reports text which gives none.
    pub fn setting(name: &str, text: &[u8], tell: impl FnOnce(&[u8])) -> Option<usize> {
        let (mut config, key) = (Config::defaults(), key(name)?);
        let Some(value) = parse::value(key, text) else {
            tell(config.refusal(key, text).as_bytes());
            return None;
        };
        config.apply(key, value);
        if let Value::Number(number) = value { Some(number) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_with_a_number_is_applied() {
        for key in KEYS.iter().filter(|key| key.kind != Type::Names) {
            let mut config = Config::defaults();
            let before = config;
            let (low, high) = key.range;
            config.apply(key, Value::Number(low));
            let at_low = config;
            config.apply(key, Value::Number(high));
            assert!(config != before || at_low != before, "{} changes nothing", key.name);
        }
    }

    #[test]
    fn the_default_arena_is_within_its_range() {
        let size = Config::defaults().arena_size;
        assert!((MIN_ARENA..=MAX_ARENA).contains(&size));
    }
}
