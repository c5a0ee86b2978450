# Go with cgo: goroutines that hand C memory about, and C that calls back, from threads of Go's and of its own.
# version: go version | cut -d ' ' -f 3
# needs: go gcc
# packages: golang-go gcc libc6-dev
set -euo pipefail
export GOFLAGS=-mod=mod GOCACHE=$PWD/cache GOPATH=$PWD/path GO111MODULE=off CGO_ENABLED=1
cat >sort.c <<'END'
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "_cgo_export.h"

static int compare(const void *a, const void *b) {
	char *x = keyOf(*(char **)a), *y = keyOf(*(char **)b);
	int order = strcmp(x, y);
	free(x);
	free(y);
	return order;
}
struct words { char **first; size_t n; };
static void *sort(void *words) {
	qsort(((struct words *)words)->first, ((struct words *)words)->n, sizeof(char *), compare);
	return NULL;
}
void sort_by_go(char **first, size_t n, int thread) {
	struct words words = {first, n};
	pthread_t sorter;
	if (!thread) sort(&words);
	else if (pthread_create(&sorter, NULL, sort, &words) || pthread_join(sorter, NULL)) abort();
}
END
cat >main.go <<'END'
package main

/*
#include <stdlib.h>
#include <string.h>
static char *make(size_t n, int c) { char *p = malloc(n + 1); memset(p, c, n); p[n] = 0; return p; }
static long total(char *p, size_t n) { long s = 0; for (size_t i = 0; i < n; i++) s += p[i]; return s; }
void sort_by_go(char **words, size_t n, int thread);
*/
import "C"

import (
	"fmt"
	"os"
	"sync"
	"unsafe"
)

// What C sorts by: a word from its end, in memory that C frees.
//
//export keyOf
func keyOf(word *C.char) *C.char {
	letters := []byte(C.GoString(word))
	for i, j := 0, len(letters)-1; i < j; i, j = i+1, j-1 {
		letters[i], letters[j] = letters[j], letters[i]
	}
	return C.CString(string(letters))
}

func sorted(from int, thread C.int) string {
	words := make([]*C.char, 1000)
	for i := range words {
		words[i] = C.CString(fmt.Sprint((i*7919 + from) % 2003))
	}
	C.sort_by_go(&words[0], C.size_t(len(words)), thread)
	text := ""
	for _, word := range words {
		text += C.GoString(word) + " "
		C.free(unsafe.Pointer(word))
	}
	return text
}

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

	var texts [8]string
	var sorters sync.WaitGroup
	for s := range texts {
		sorters.Add(1)
		go func(s int) {
			defer sorters.Done()
			texts[s] = sorted(s, C.int(s%2))
		}(s)
	}
	sorters.Wait()
	for _, text := range texts {
		fmt.Println(text)
	}
}
END
go build -o main .
./main
