#!/usr/bin/env bash
# What needs a memory control group of version 2, on machines that have those of version 1: boots Debian's kernel in a virtual
# machine (qemu, emulated: slow, but everywhere) with nothing in it but the library and two programs, and runs
#   * c-tests/preload/control_group: frees and allocates GiBs in a group of 128 MiB and is not killed
#   * steps of tensors, 200 MiB live, in a group of 256 MiB: page faults a step, plainly and preloaded
# Never in CI: it downloads a kernel of 30 MB.
#
#   scripts/cgroup2.sh [--lib PATH] [--seconds S]
#
#   --lib PATH    the library                              (default: target/dist/liborthotope.so)
#   --seconds S   stop the machine after so long           (default: 600)
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/apt.sh
. scripts/apt.sh

die() { echo "cgroup2: $*" >&2; exit 2; }
lib=target/dist/liborthotope.so seconds=600
while (($#)); do
    case $1 in
        --lib | --seconds)
            (($# >= 2)) || die "$1 needs a value"
            if [[ $1 == --lib ]]; then lib=$2; else seconds=$2; fi
            shift
            ;;
        -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
        *) die "unknown option $1; --help tells which there are" ;;
    esac
    shift
done
[[ $(uname -m) == x86_64 ]] || die "written for x86_64 alone"
[[ -e $lib ]] || die "no library at $lib; build it first"
lib=$(realpath "$lib")

missing=()
for pair in qemu-system-x86_64:qemu-system-x86 busybox:busybox-static cpio:cpio gzip:gzip; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
done
((${#missing[@]} == 0)) || apt_install_quietly "${missing[@]}"

# The kernel alone: installing its package would have this machine boot it.
work=$PWD/target/cgroup2
mkdir -p "$work/kernel/boot"
find_kernel() { find "$work/kernel/boot" -name 'vmlinuz-*' | sort | tail -n 1; }
kernel=$(find_kernel)
if [[ ! $kernel ]]; then
    apt_update
    package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
    [[ $package ]] || die "Debian has no linux-image-cloud-amd64 here"
    (cd "$work" && apt -o APT::Sandbox::User=root download "$package" && dpkg -x "$package"_*.deb kernel && rm "$package"_*.deb)
    kernel=$(find_kernel)
fi

make -s -C c-tests "$PWD/target/c-tests/alone/preload/control_group" >/dev/null
make -s -C c-tests/bench ../build/bench/tensor_step >/dev/null
root=$work/root
rm -rf "$root"
mkdir -p "$root"/{bin,proc,sys,dev,tests}
cp "$(command -v busybox)" "$root/bin/busybox"
cp "$lib" "$root/tests/liborthotope.so"
cp target/c-tests/alone/preload/control_group c-tests/build/bench/tensor_step "$root/tests"
ldd "$root"/tests/* | grep -oE '/[^ ]+\.so[^ ]*' | grep -v "^$root" | sort -u | while read -r file; do
    mkdir -p "$root${file%/*}"
    cp -L "$file" "$root$file"
done
cat >"$root/init" <<'END'
#!/bin/busybox sh
PATH=/bin
/bin/busybox --install -s /bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t cgroup2 none /sys/fs/cgroup
echo +memory >/sys/fs/cgroup/cgroup.subtree_control
echo madvise >/sys/kernel/mm/transparent_hugepage/enabled
echo "kernel $(uname -r), $(grep -o "cgroup2.*" /proc/mounts)"
LD_PRELOAD=/tests/liborthotope.so /tests/control_group
echo "control_group: status $?"
for preload in "" /tests/liborthotope.so; do
    group=/sys/fs/cgroup/steps
    mkdir $group
    echo 268435456 >$group/memory.max
    (
        echo 0 >$group/cgroup.procs
        INVOCATION_ID=test LD_PRELOAD=$preload exec /tests/tensor_step weights=64M steps=10 pause=0 rest=0 2>&1
    )
    echo "${preload:-plain}: status $?"
    rmdir $group
done
poweroff -f
END
chmod +x "$root/init"
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/initrd"

status=0
timeout "$seconds" qemu-system-x86_64 -accel tcg -cpu max -smp 2 -m 1024 -nographic -no-reboot \
    -kernel "$kernel" -initrd "$work/initrd" -append "console=ttyS0 quiet panic=-1" </dev/null |
    tr -d '\r' | tee "$work/log" || status=$?
[[ $status -eq 0 ]] || die "the machine did not end in time"
if ! grep -q 'control_group: status 0' "$work/log" || ! grep -q 'liborthotope.so: status 0' "$work/log"; then
    echo "cgroup2: failed" >&2
    exit 1
fi
echo "cgroup2: passed"
