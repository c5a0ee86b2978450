# cmake and ninja: a project of sixty files in two libraries, built, changed and built again.
# version: cmake --version
# needs: cmake ninja gcc
# packages: cmake ninja-build gcc libc6-dev
set -euo pipefail
mkdir src
for i in {1..60}; do
    printf 'int f%d(int x) { return x * %d + %d; }\n' "$i" "$i" "$((i * i))" >"src/f$i.c"
done
{
    for i in {1..60}; do printf 'int f%d(int);\n' "$i"; done
    printf '#include <stdio.h>\nint main(void) { long sum = 0;\n'
    for i in {1..60}; do printf 'sum += f%d(%d);\n' "$i" "$i"; done
    printf 'printf("%%ld\\n", sum); return 0; }\n'
} >src/main.c
cat >src/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.13)
project(sixty C)
file(GLOB low f[1-9].c f[1-3]?.c)
file(GLOB high f[4-6]?.c)
add_library(low STATIC ${low})
add_library(high SHARED ${high})
add_executable(main main.c)
target_link_libraries(main low high)
file(READ /proc/self/maps maps)
file(WRITE $ENV{MAPS}/cmake "${maps}")
add_custom_command(TARGET main POST_BUILD COMMAND sh -c "cat /proc/$PPID/maps >$MAPS/ninja" VERBATIM)
END
cmake -S src -B build -G Ninja >&2
ninja -C build >&2
build/main
sed -i 's/x \* 7 /x * 8 /' src/f7.c
ninja -C build | tail -n 1 | grep -o '[0-9]*/[0-9]*'
build/main
