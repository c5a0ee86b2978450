# Go with cgo: goroutines that hand C memory about, and C that calls back.
# version: go version | cut -d ' ' -f 3
# needs: go gcc
# packages: golang-go gcc libc6-dev
set -euo pipefail
export GOFLAGS=-mod=mod GOCACHE=$PWD/cache GOPATH=$PWD/path GO111MODULE=off CGO_ENABLED=1
cat >main.go <<'END'
package main

/*
#include <stdlib.h>
#include <string.h>
static char *make(size_t n, int c) { char *p = malloc(n + 1); memset(p, c, n); p[n] = 0; return p; }
static long total(char *p, size_t n) { long s = 0; for (size_t i = 0; i < n; i++) s += p[i]; return s; }
*/
import "C"

import (
	"fmt"
	"os"
	"sync"
	"unsafe"
)

type block struct {
	p *C.char
	n int
}

func main() {
	maps, _ := os.ReadFile("/proc/self/maps")
	os.WriteFile(os.Getenv("MAPS")+"/go", maps, 0o644)
	blocks := make(chan block, 100)
	var makers, takers sync.WaitGroup
	for m := 0; m < 4; m++ {
		makers.Add(1)
		go func(m int) {
			defer makers.Done()
			for i := 0; i < 20000; i++ {
				n := (i*37+m)%3000 + 1
				blocks <- block{C.make(C.size_t(n), C.int(i%100+1)), n}
			}
		}(m)
	}
	var lock sync.Mutex
	var sum int64
	for t := 0; t < 4; t++ {
		takers.Add(1)
		go func() {
			defer takers.Done()
			var own int64
			for b := range blocks {
				own += int64(C.total(b.p, C.size_t(b.n))) + int64(len(C.GoString(b.p)))
				C.free(unsafe.Pointer(b.p))
			}
			lock.Lock()
			sum += own
			lock.Unlock()
		}()
	}
	makers.Wait()
	close(blocks)
	takers.Wait()
	fmt.Println(sum)
}
END
go build -o main main.go
./main
