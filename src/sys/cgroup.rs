//! The memory limit of the process's control groups, version 1 and 2 (Linux, `cgroup-v1/memory.rst` and
//! `cgroup-v2.rst`). Read by raw system calls, since libc's are cancellation points and may be interposed;
//! no descriptor is kept.
//!
//! Each file costs some microseconds, `/proc/self/cgroup` alone thirty: half of what starting may cost. A
//! container sees its own limit at the root of the hierarchy. Outside containers the groups are looked up
//! only for processes that say that they were started as a service or a job.

use crate::sys::{env, errno};
use crate::util::text::{FixedText, decimal};

/// Where a file system is mounted and the file that holds the limit, by version.
const V1: (&[u8], &[u8]) = (b"/memory", b"memory.limit_in_bytes");
const V2: (&[u8], &[u8]) = (b"", b"memory.max");

/// Set by systemd for its services, by Slurm for its jobs.
const SERVICE_OR_JOB: [&[u8]; 2] = [b"INVOCATION_ID", b"SLURM_JOB_ID"];

const HIERARCHY: &[u8] = b"/sys/fs/cgroup";

/// Bytes that the process's group and all groups around it may use; `usize::MAX` when there is no limit.
pub fn memory_limit() -> usize {
    let least = limit_at(HIERARCHY);
    if least == usize::MAX && SERVICE_OR_JOB.iter().any(|name| env::get(name).is_some()) {
        return limit_below(b"/proc/self/cgroup", HIERARCHY);
    }
    least
}

/// The limit of the group at the root of the hierarchies below `root`. The kernel gives the memory controller to one
/// version only: where the file of one is there, the other's is not, and looking for it costs six microseconds.
fn limit_at(root: &[u8]) -> usize {
    let limit = limit_of_group(root, V1, b"").or_else(|| limit_of_group(root, V2, b""));
    limit.unwrap_or(usize::MAX)
}

/// The limit of the groups that the file `own` names, in the hierarchies below `root`.
fn limit_below(own: &[u8], root: &[u8]) -> usize {
    let mut buffer = [0; 2048];
    let lines = read(&[own], &mut buffer).split(|&b| b == b'\n');
    // A line is hierarchy:controllers:path; version 2 names no controllers.
    let limit_of = |line: &[u8]| {
        let mut fields = line.splitn(3, |&b| b == b':').skip(1);
        let (controllers, path) = (fields.next()?, fields.next()?);
        let version = match controllers {
            [] => V2,
            _ if controllers.split(|&b| b == b',').any(|name| name == b"memory") => V1,
            _ => return None,
        };
        Some(least_on_the_way(root, version, path))
    };
    lines.filter_map(limit_of).min().unwrap_or(usize::MAX)
}

/// The least limit of the group `path` and those above it. Inside a container the path may be the
/// host's, and only its root is to be seen: what cannot be read does not limit.
fn least_on_the_way(root: &[u8], (mount, file): (&[u8], &[u8]), mut path: &[u8]) -> usize {
    let mut least = usize::MAX;
    loop {
        path = path.strip_suffix(b"/").unwrap_or(path);
        least = least.min(limit_of_group(root, (mount, file), path).unwrap_or(usize::MAX));
        match path.iter().rposition(|&b| b == b'/').and_then(|slash| path.get(..slash)) {
            Some(parent) => path = parent,
            None => return least,
        }
    }
}

/// The limit of one group, `usize::MAX` for none; `None` when there is no such file.
fn limit_of_group(root: &[u8], (mount, file): (&[u8], &[u8]), path: &[u8]) -> Option<usize> {
    let mut buffer = [0; 32];
    let text = read(&[root, mount, path, b"/", file], &mut buffer);
    (!text.is_empty()).then(|| number(text))
}

/// The number in a file of one; `usize::MAX` for "max", nothing, or what version 1 writes for no limit.
fn number(text: &[u8]) -> usize {
    const NO_LIMIT: usize = 1 << 60;
    decimal(text.trim_ascii()).filter(|&n| n < NO_LIMIT).unwrap_or(usize::MAX)
}

/// The first bytes of the file whose name is `parts` in a row; nothing when it cannot be read.
fn read<'a>(parts: &[&[u8]], buffer: &'a mut [u8]) -> &'a [u8] {
    let mut name = FixedText::<512>::new();
    for part in parts {
        name.push(part);
    }
    if name.push(b"\0").as_bytes().last() != Some(&0) {
        return &[];
    }
    let flags = libc::O_RDONLY | libc::O_CLOEXEC;
    let got = errno::preserved(|| {
        // SAFETY: the name ends in a zero; the kernel writes inside the buffer; the descriptor is ours.
        unsafe {
            let file = libc::syscall(libc::SYS_openat, libc::AT_FDCWD, name.as_bytes().as_ptr(), flags);
            if file < 0 {
                return 0;
            }
            let got = libc::syscall(libc::SYS_read, file, buffer.as_mut_ptr(), buffer.len());
            libc::syscall(libc::SYS_close, file);
            got
        }
    });
    buffer.get(..usize::try_from(got).unwrap_or(0)).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};
    use std::{env, format, fs, process};

    /// A file of groups and a tree of limits, as the kernel would show them.
    struct Fixture(PathBuf);

    impl Fixture {
        fn new(name: &str, own: &str, limits: &[(&str, &str)]) -> Self {
            let folder = env::temp_dir().join(format!("orthotope-{}-{name}", process::id()));
            let write = |path: &Path, text: &str| {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            };
            write(&folder.join("own"), own);
            for (path, text) in limits {
                write(&folder.join("root").join(path), text);
            }
            Self(folder)
        }

        fn limit(&self) -> usize {
            let text = |name: &str| self.0.join(name).into_os_string().into_encoded_bytes();
            limit_below(&text("own"), &text("root"))
        }

        fn limit_at_root(&self) -> usize {
            limit_at(&self.0.join("root").into_os_string().into_encoded_bytes())
        }
    }

    impl Drop for Fixture {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    #[test]
    fn version_2_takes_the_least_limit_on_the_way_to_the_root() {
        let limits =
            [("a/b/memory.max", "max\n"), ("a/memory.max", "3000000\n"), ("memory.max", "9000000\n")];
        assert_eq!(Fixture::new("v2", "0::/a/b\n", &limits).limit(), 3_000_000);
    }

    #[test]
    fn version_1_is_found_by_its_controller() {
        let own = "5:cpu:/x\n4:hugetlb,memory:/docker/1\n0::/\n";
        let limits = [("memory/docker/1/memory.limit_in_bytes", "4096000\n"), ("cpu/x/memory.max", "1\n")];
        assert_eq!(Fixture::new("v1", own, &limits).limit(), 4_096_000);
    }

    #[test]
    fn a_container_that_sees_only_its_own_root_is_limited_by_it() {
        let limits = [("memory/memory.limit_in_bytes", "5000000\n")];
        assert_eq!(Fixture::new("container", "4:memory:/docker/of/the/host\n", &limits).limit(), 5_000_000);
    }

    #[test]
    fn the_root_is_read_in_either_version() {
        let v1 = [("memory/memory.limit_in_bytes", "6000000\n")];
        assert_eq!(Fixture::new("root1", "", &v1).limit_at_root(), 6_000_000);
        assert_eq!(Fixture::new("root2", "", &[("memory.max", "7000000\n")]).limit_at_root(), 7_000_000);
        assert_eq!(Fixture::new("root0", "", &[("memory.max", "max\n")]).limit_at_root(), usize::MAX);
    }

    #[test]
    fn no_limit_no_file_and_nonsense_are_no_limit() {
        let none = [("memory/memory.limit_in_bytes", "9223372036854771712\n")];
        assert_eq!(Fixture::new("none", "4:memory:/\n", &none).limit(), usize::MAX);
        assert_eq!(Fixture::new("absent", "0::/a\nnonsense\n", &[]).limit(), usize::MAX);
        assert_eq!(Fixture::new("nonsense", "0::/\n", &[("memory.max", "-5\n")]).limit(), usize::MAX);
        let long = format!("0::/{}\n", "x".repeat(600));
        assert_eq!(Fixture::new("long", &long, &[("memory.max", "7000000\n")]).limit(), 7_000_000);
    }
}
