//! How a program came to call: return addresses, by the unwind tables that compilers write beside code (`.eh_frame`).
//!
//! Frame pointers are mostly not there, and libgcc's unwinder is a library more that allocates when it is first used. glibc
//! from 2.35 on finds the table of an address without a lock or an allocation (`_dl_find_object`), and gimli reads it;
//! elsewhere, and before [`ask_libc`], stacks are empty. Of a table's row three numbers are used and kept ([`Rules`]), so that
//! it is read once. A walk ends where something is not as it mostly is: no table, an expression, an address outside the stack.

use core::ffi::{CStr, c_char, c_int, c_void};
use core::ops::Range;
use core::slice;

use gimli::{
    BaseAddresses, CfaRule, EhFrame, EhFrameHdr, EndianSlice, NativeEndian, Pointer, Register, RegisterRule,
    UnwindContext, UnwindContextStorage, UnwindSection, UnwindTableRow, X86_64,
};

use super::env;
use super::libc_next;
use super::stack::Stack;
use super::tls::thread_pointer;
use crate::sync::{AtomicPtr, AtomicU64, Ordering};

/// Calls that are kept of a stack.
pub const FRAMES: usize = 16;
/// Calls that are looked at, our own included.
const STEPS: usize = 32;
const WORD: usize = size_of::<usize>();

/// Addresses inside the instructions that called, the latest first; 0 behind the last.
pub type Frames = [usize; FRAMES];

type FindObject = unsafe extern "C" fn(*mut c_void, *mut Object) -> c_int;

/// glibc's answer to which object an address belongs to: 0, and the object.
static FIND_OBJECT: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());

/// Ask libc for the function that finds tables. Once, while no lock is held: `dlsym` takes the loader's, and allocates where
/// libc has no such function. A reference would be to a version of glibc 2.35, without which the library does not load.
pub fn ask_libc() {
    FIND_OBJECT.store(libc_next::next(c"_dl_find_object"), Ordering::Relaxed);
}

fn find_object() -> Option<FindObject> {
    // SAFETY: a function of that shape, by its documented name, or null, which is `None`.
    unsafe { core::mem::transmute::<*mut c_void, Option<FindObject>>(FIND_OBJECT.load(Ordering::Relaxed)) }
}

/// `struct dl_find_object` of glibc.
#[repr(C)]
pub struct Object {
    _flags: u64,
    start: usize,
    end: usize,
    link_map: *const LinkMap,
    eh_frame_hdr: usize,
    _reserved: [u64; 7],
}

/// What is documented of `struct link_map`.
#[repr(C)]
pub struct LinkMap {
    base: usize,
    name: *const c_char,
}

impl Object {
    /// The program or library that `addr` belongs to.
    fn of(addr: usize) -> Option<Self> {
        let mut object = Self {
            _flags: 0,
            start: 0,
            end: 0,
            link_map: core::ptr::null(),
            eh_frame_hdr: 0,
            _reserved: [0; 7],
        };
        let find = find_object()?;
        // SAFETY: a function of that shape, which takes any address and fills in a structure of that size.
        let found = unsafe { find(core::ptr::without_provenance_mut(addr), &raw mut object) } == 0;
        found.then_some(object)
    }

    /// The object's bytes from `start` on.
    fn bytes_from(&self, start: usize) -> Option<EndianSlice<'static, NativeEndian>> {
        if start < self.start || start >= self.end {
            return None;
        }
        // SAFETY: unwind tables lie in one read-only segment of an object, which stays while code of it is on the stack;
        // their readers follow lengths that the linker wrote and so stay inside.
        let bytes = unsafe {
            slice::from_raw_parts(core::ptr::with_exposed_provenance::<u8>(start), self.end - start)
        };
        Some(EndianSlice::new(bytes, NativeEndian))
    }
}

/// Where an address is: a file, and the offset by which its symbols are found.
pub struct Place {
    /// Path of the library, or name of the program.
    pub file: &'static [u8],
    /// What `addr2line` wants.
    pub offset: usize,
}

/// Where `addr` is, if that is code of the program's or a library's.
pub fn place_of(addr: usize) -> Option<Place> {
    let object = Object::of(addr)?;
    // SAFETY: glibc's, for an object that is loaded; its name is a C string or null.
    let (base, path) = unsafe {
        let map = object.link_map.as_ref()?;
        (map.base, map.name.as_ref().map_or(&[][..], |first| CStr::from_ptr(first).to_bytes()))
    };
    let file = if path.is_empty() { env::program_name() } else { path };
    Some(Place { file, offset: addr.wrapping_sub(base) })
}

/// How to get from a function's registers to its caller's. The return address is the word before the frame's end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Rule {
    /// The frame ends so many bytes behind the base pointer, or the stack pointer.
    from_base: bool,
    length: usize,
    /// The caller's base pointer is saved so many bytes before that end; 0: it is still in its register.
    base_before: usize,
}

const KNOWN: u64 = 1 << 63;
const FROM_BASE: u64 = 1 << 62;
const LENGTH_BITS: u32 = 31;

impl Rule {
    /// The rule in one word, never 0.
    fn pack(self) -> Option<u64> {
        let fits = |n: usize| n < 1 << LENGTH_BITS;
        let from_base = if self.from_base { FROM_BASE } else { 0 };
        let word = KNOWN | from_base | (self.base_before as u64) << LENGTH_BITS | self.length as u64;
        (fits(self.length) && fits(self.base_before)).then_some(word)
    }

    fn unpack(word: u64) -> Self {
        let mask = (1 << LENGTH_BITS) - 1;
        Self {
            from_base: word & FROM_BASE != 0,
            length: (word & mask) as usize,
            base_before: (word >> LENGTH_BITS & mask) as usize,
        }
    }

    /// The rule of the code at `place`, by its object's table.
    fn read(place: usize) -> Option<Self> {
        let object = Object::of(place)?;
        let bases = BaseAddresses::default().set_eh_frame_hdr(object.eh_frame_hdr as u64);
        let header: EhFrameHdr<_> = object.bytes_from(object.eh_frame_hdr)?.into();
        let header = header.parse(&bases, WORD as u8).ok()?;
        let Pointer::Direct(start) = header.eh_frame_ptr() else { return None };
        let bases = bases.set_eh_frame(start);
        let frames: EhFrame<_> = object.bytes_from(start as usize)?.into();
        let mut context = UnwindContext::<usize, InPlace>::new_in();
        let table = header.table()?;
        let row = table
            .unwind_info_for_address(&frames, &bases, &mut context, place as u64, EhFrame::cie_from_offset)
            .ok()?;
        Self::of_row(row)
    }

    fn of_row(row: &UnwindTableRow<usize, InPlace>) -> Option<Self> {
        let CfaRule::RegisterAndOffset { register, offset } = row.cfa() else { return None };
        let from_base = *register == X86_64::RBP;
        if !from_base && *register != X86_64::RSP || row.register(X86_64::RA) != RegisterRule::Offset(-8) {
            return None;
        }
        let base_before = match row.register(X86_64::RBP) {
            RegisterRule::Undefined | RegisterRule::SameValue => 0,
            RegisterRule::Offset(offset) => usize::try_from(-offset).ok()?,
            _ => return None,
        };
        Some(Self { from_base, length: usize::try_from(*offset).ok()?, base_before })
    }
}

/// Where gimli keeps a row of a table: in place, since nothing may allocate.
struct InPlace;

impl UnwindContextStorage<usize> for InPlace {
    type Rules = [(Register, RegisterRule<usize>); 16];
    type Stack = [UnwindTableRow<usize, Self>; 3];
}

/// Rules that were read before, for all threads. Zero bytes are none. A word is stored beside its mix with the address that it is
/// for: what two threads have stored half each is for none. One of a library that is gone may be found for another in its place:
/// it leads astray, but [`Stack`] looks before it reads.
pub struct Rules([[AtomicU64; 2]; 512]);

impl Rules {
    /// None.
    #[cfg(test)]
    pub fn new() -> Self {
        Self([const { [const { AtomicU64::new(0) }; 2] }; 512])
    }

    fn of(&self, place: usize) -> Option<Rule> {
        let [mixed, word] = &self.0[place % self.0.len()];
        let known = word.load(Ordering::Relaxed);
        if known != 0 && mixed.load(Ordering::Relaxed) ^ known == place as u64 {
            return Some(Rule::unpack(known));
        }
        let rule = Rule::read(place)?;
        let packed = rule.pack()?;
        word.store(packed, Ordering::Relaxed);
        mixed.store(packed ^ place as u64, Ordering::Relaxed);
        Some(rule)
    }

    /// The calls that led here, without those inside this library.
    #[inline(never)]
    pub fn stack_here(&self) -> Frames {
        if find_object().is_none() {
            return [0; FRAMES];
        }
        let registers = Registers::here();
        let own = Object::of(registers.next).map_or(0..0, |object| object.start..object.end);
        // SAFETY: reads the auxiliary vector.
        let entry = unsafe { libc::getauxval(libc::AT_ENTRY) } as usize;
        let stack = Stack::from_here(registers.stack_range());
        // Linked into the program, the library is no object of its own.
        self.walk(registers, stack, if own.contains(&entry) { 0..0 } else { own })
    }

    /// The instruction that a signal has interrupted, and the calls that led there.
    pub fn stack_of(&self, registers: Registers) -> Frames {
        self.walk(registers, Stack::new(registers.stack_range()), 0..0)
    }

    /// The stack from `at` on, without what comes first and is in `own`.
    fn walk(&self, mut at: Registers, mut stack: Stack, own: Range<usize>) -> Frames {
        let mut frames = [0; FRAMES];
        let (mut place, mut count) = (at.next, 0);
        for _ in 0..STEPS {
            if count > 0 || !own.contains(&place) {
                let Some(slot) = frames.get_mut(count) else { break };
                *slot = place;
                count += 1;
            }
            let Some(caller) = self.of(place).and_then(|rule| at.caller(rule, &mut stack)) else { break };
            at = caller;
            // The call, not what comes after it, which may be another function's.
            place = at.next - 1;
        }
        frames
    }
}

/// Registers that lead up a stack.
#[derive(Clone, Copy)]
pub struct Registers {
    /// Address of the next instruction.
    next: usize,
    stack: usize,
    base: usize,
}

impl Registers {
    /// Those of the function that this is part of.
    #[inline(always)]
    fn here() -> Self {
        let (next, stack, base): (usize, usize, usize);
        #[cfg(all(target_arch = "x86_64", not(miri)))]
        // SAFETY: reads registers.
        unsafe {
            core::arch::asm!(
                "lea rax, [rip]",
                "mov rcx, rsp",
                "mov rdx, rbp",
                out("rax") next,
                out("rcx") stack,
                out("rdx") base,
                options(nomem, nostack, preserves_flags),
            );
        }
        #[cfg(not(all(target_arch = "x86_64", not(miri))))]
        {
            (next, stack, base) = (0, 0, 0);
        }
        Self { next, stack, base }
    }

    /// Those of a program that a signal has interrupted.
    ///
    /// # Safety
    /// * `context` is what the kernel gave the signal's handler.
    pub unsafe fn interrupted(context: *const c_void) -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            // SAFETY: the caller's bullet.
            let saved = unsafe { &(*context.cast::<libc::ucontext_t>()).uc_mcontext.gregs };
            let register = |name: c_int| saved.get(name as usize).map_or(0, |&value| value as usize);
            Self {
                next: register(libc::REG_RIP),
                stack: register(libc::REG_RSP),
                base: register(libc::REG_RBP),
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            let _ = context;
            Self { next: 0, stack: 0, base: 0 }
        }
    }

    /// Where the stack of these registers can be. A thread's control block is at the end of its stack, the kernel's random
    /// bytes are at the end of the first thread's. A guess: they may be on another one.
    fn stack_range(&self) -> Range<usize> {
        // SAFETY: reads the auxiliary vector.
        let end_of_first = unsafe { libc::getauxval(libc::AT_RANDOM) } as usize;
        let ends = [thread_pointer(), end_of_first].into_iter().filter(|&end| end > self.stack);
        self.stack..ends.min().unwrap_or_else(|| self.stack.saturating_add(1 << 20))
    }

    /// The registers as they will be after the return.
    fn caller(&self, rule: Rule, stack: &mut Stack) -> Option<Self> {
        let end = if rule.from_base { self.base } else { self.stack }.wrapping_add(rule.length);
        if end <= self.stack {
            return None;
        }
        let base = match rule.base_before {
            0 => self.base,
            before => stack.word(end.wrapping_sub(before))?,
        };
        let next = stack.word(end - WORD)?;
        (next != 0).then_some(Self { next, stack: end, base })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[inline(never)]
    fn inner(rules: &Rules) -> Frames {
        core::hint::black_box(rules.stack_here())
    }

    #[inline(never)]
    fn outer(rules: &Rules) -> Frames {
        core::hint::black_box(inner(rules))
    }

    #[test]
    #[cfg(all(target_arch = "x86_64", target_env = "gnu", not(miri)))]
    fn a_stack_leads_through_its_callers() {
        ask_libc();
        if find_object().is_none() {
            return;
        }
        let rules = Rules::new();
        let frames = outer(&rules);
        // An address is that function's which begins last before it.
        let known = [
            Rules::stack_here as *const () as usize,
            inner as *const () as usize,
            outer as *const () as usize,
        ];
        let function_of = |addr: usize| known.into_iter().filter(|&start| start <= addr).max();
        let at = |function: usize| frames.iter().position(|&addr| function_of(addr) == Some(function));
        assert!(at(known[0]) == Some(0), "{frames:x?}");
        assert!(at(known[1]).is_some() && at(known[1]) < at(known[2]), "{frames:x?}");
        assert!(frames[3] != 0, "the harness called: {frames:x?}");
        assert_eq!(outer(&rules)[..2], frames[..2], "by rules that are known");
    }

    #[test]
    #[cfg(all(target_arch = "x86_64", target_env = "gnu", not(miri)))]
    fn a_function_of_libc_s_is_in_libc() {
        ask_libc();
        if find_object().is_none() {
            return;
        }
        let Some(place) = place_of(libc::getpid as *const () as usize) else { panic!("getpid is somewhere") };
        assert!(place.file.ends_with(b"libc.so.6"), "{:?}", place.file);
        assert!(place.offset > 0 && place.offset < 16 << 20);
        assert!(place_of(8).is_none());
    }

    #[test]
    fn a_rule_survives_being_packed() {
        for from_base in [false, true] {
            for (length, base_before) in [(8, 0), (16, 16), ((1 << LENGTH_BITS) - 1, (1 << LENGTH_BITS) - 1)]
            {
                let rule = Rule { from_base, length, base_before };
                assert_eq!(rule.pack().map(Rule::unpack), Some(rule));
            }
        }
        assert_eq!(Rule { from_base: true, length: 1 << LENGTH_BITS, base_before: 0 }.pack(), None);
    }

    #[test]
    #[cfg(not(miri))]
    fn a_caller_is_further_up_the_stack() {
        let here = 0x1234_usize;
        let addr = (&raw const here).expose_provenance();
        let registers = Registers { next: 1, stack: addr, base: 0 };
        let mut stack = Stack::new(addr..addr + 8);
        let mut up = |length| registers.caller(Rule { from_base: false, length, base_before: 0 }, &mut stack);
        assert_eq!(up(8).map(|caller| (caller.next, caller.stack)), Some((0x1234, addr + 8)));
        assert!(up(0).is_none() && up(16).is_none());
    }
}
