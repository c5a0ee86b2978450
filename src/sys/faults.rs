//! Makes the operating system's calls fail, for tests: only with the feature `faults`, which no library is built with.
//!
//! What is set holds for the thread that set it: tests run at the same time.

use std::cell::Cell;

/// Which calls fail. `Mmap` covers the reservation too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `mmap`: `ENOMEM`.
    Mmap,
    /// `mprotect`: `ENOMEM`, as beyond `vm.max_map_count`.
    Mprotect,
    /// `madvise`: `EINVAL`, as in locked memory.
    Madvise,
    /// `mremap`: `ENOMEM`.
    Mremap,
}

/// When a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Never.
    Off,
    /// The n-th of its kind from now on, the first being 0, and no other.
    Nth(Call, u32),
    /// All of its kind.
    All(Call),
    /// One in `one_in` of all kinds, by a generator that starts with the seed.
    Random {
        /// Where the generator starts.
        seed: u64,
        /// How rare it is; not 0.
        one_in: u64,
    },
}

std::thread_local! {
    static PLAN: Cell<Plan> = const { Cell::new(Plan::Off) };
    static FAILED: Cell<u64> = const { Cell::new(0) };
}

/// From now on, calls of this thread fail by this plan.
pub fn set(plan: Plan) {
    PLAN.set(plan);
}

/// How many calls of this thread have been made to fail.
pub fn failed() -> u64 {
    FAILED.get()
}

/// Whether this call fails.
pub(super) fn fails(call: Call) -> bool {
    let (fails, next) = match PLAN.get() {
        Plan::Nth(kind, left) if kind == call => {
            (left == 0, left.checked_sub(1).map_or(Plan::Off, |left| Plan::Nth(kind, left)))
        }
        Plan::Random { seed, one_in } => {
            let seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((seed >> 33).is_multiple_of(one_in), Plan::Random { seed, one_in })
        }
        plan => (plan == Plan::All(call), plan),
    };
    PLAN.set(next);
    FAILED.set(FAILED.get() + u64::from(fails));
    fails
}
