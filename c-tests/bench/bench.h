// What the workloads share: a random generator, arguments, blocks that tell whether they were overwritten, threads.
//
// A workload does a fixed amount of work, which its arguments and nothing else determine: every random number
// comes from a seed that does not depend on the allocator, on addresses or on the order in which threads run. It
// ends with the line `NAME ok CHECKSUM operations=N`; another line under another allocator is a bug of one of them.
// Arguments are NAME=VALUE, numbers may end in K, M or G; the last one counts where a name stands twice, so that a
// script may append `threads=8`. With threads=1 a workload stays in the main thread.
#ifndef BENCH_H
#define BENCH_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>
#include <vector>

constexpr size_t PAGE = 4096;

__attribute__((format(printf, 1, 2), noreturn, cold)) static inline void die(const char *format, ...) {
    char text[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text - 1, format, args);
    va_end(args);
    if (n > (int)sizeof text - 2) n = sizeof text - 2;
    text[n++] = '\n';
    if (write(2, text, (size_t)n) < 0) _exit(3);
    abort();
}

// splitmix64: one multiplication chain, any seed is good, also 0, 1, 2…
struct Random {
    uint64_t state;
    explicit Random(uint64_t seed = 0) : state(seed * 0xd1342543de82ef95u) {}
    static uint64_t mix(uint64_t z) {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    uint64_t next() { return mix(state += 0x9e3779b97f4a7c15u); }
    uint32_t below(uint32_t n) { return (uint32_t)((next() >> 32) * n >> 32); }
};

// Arguments, in storage of their own: the heap is the allocator's alone.
class Args {
public:
    Args(int argc, char **argv, const char *program) : program(program), argc(argc), argv(argv) {}

    const char *word(const char *name, const char *fallback) {
        const char *value = fallback;
        size_t length = strlen(name);
        if (known < LIMIT) names[known++] = name;
        for (int i = 1; i < argc; i++)
            if (strncmp(argv[i], name, length) == 0 && argv[i][length] == '=') value = argv[i] + length + 1;
        return value;
    }
    uint64_t number(const char *name, uint64_t fallback, uint64_t least = 0) {
        const char *text = word(name, nullptr), *end;
        uint64_t value = text ? parse(text, &end) : fallback;
        if (text && (end == text || *end)) bad("%s=%s is not a number", name, text);
        if (value < least) bad("%s=%s is too small", name, text ? text : "?");
        return value;
    }
    // Is the word `name` one of these two?
    bool either(const char *name, const char *no, const char *yes) {
        const char *value = word(name, no);
        bool is = strcmp(value, yes) == 0;
        if (!is && strcmp(value, no) != 0) bad("%s=%s is neither %s nor %s", name, value, no, yes);
        return is;
    }
    // To be called when every argument has been asked for.
    void end() {
        for (int i = 1; i < argc; i++) {
            bool found = false;
            for (int k = 0; k < known; k++) {
                size_t length = strlen(names[k]);
                found |= strncmp(argv[i], names[k], length) == 0 && argv[i][length] == '=';
            }
            if (found) continue;
            fprintf(stderr, "%s: unknown argument '%s'; there are", program, argv[i]);
            for (int k = 0; k < known; k++) fprintf(stderr, " %s=", names[k]);
            fprintf(stderr, "\n");
            exit(2);
        }
    }
    __attribute__((format(printf, 2, 3), noreturn)) void bad(const char *format, ...) const {
        va_list args;
        va_start(args, format);
        fprintf(stderr, "%s: ", program);
        vfprintf(stderr, format, args);
        fprintf(stderr, "\n");
        va_end(args);
        exit(2);
    }
    static uint64_t parse(const char *text, const char **end) {
        char *after;
        uint64_t value = *text >= '0' && *text <= '9' ? strtoull(text, &after, 10) : (after = (char *)text, 0);
        switch (*after) {
        case 'K': value <<= 10, after++; break;
        case 'M': value <<= 20, after++; break;
        case 'G': value <<= 30, after++; break;
        }
        *end = after;
        return value;
    }

    const char *const program;

private:
    static constexpr int LIMIT = 16;
    int argc, known = 0;
    char **argv;
    const char *names[LIMIT];
};

// What a run has done. Sums only: the order in which threads add does not show.
struct Tally {
    uint64_t sum = 0, operations = 0;
    void add(uint64_t value) { sum += Random::mix(value); }
    void join(const Tally &other) { sum += other.sum, operations += other.operations; }
};

// The line that ends a run; figures, if any, follow on it.
__attribute__((format(printf, 3, 4))) static inline void report(const char *name, const Tally &tally,
                                                                  const char *figures, ...) {
    va_list args;
    va_start(args, figures);
    printf("%s ok %016llx operations=%llu", name, (unsigned long long)tally.sum,
           (unsigned long long)tally.operations);
    vprintf(figures, args);
    printf("\n");
    va_end(args);
}
static inline void report(const char *name, const Tally &tally) { report(name, tally, "%s", ""); }

// A block says itself how large it is: the first word holds 28 bits of size, 20 bits of `id` and 16 bits that
// follow from these; the last word follows from the first. So whoever frees a block can check it without a record,
// and whoever wrote into a block that was not theirs is found out. Each page in between is written to as well: what
// programs take they use, and what is resident can then be compared to what is live. The least size is 8.
constexpr size_t LEAST = 8, MOST = (1u << 28) - 1;

static inline uint64_t tag_of(uint64_t low) { return low | (low * 0x9e3779b97f4a7c15u >> 48) << 48; }
static inline size_t tag_size(uint64_t tag) { return tag & MOST; }

static inline uint64_t mark(void *block, size_t n, uint64_t id) {
    uint64_t tag = tag_of((n & MOST) | (id & 0xfffff) << 28);
    memcpy(block, &tag, 8);
    if (n >= 16) {
        uint64_t last = ~tag;
        memcpy((char *)block + n - 8, &last, 8);
    } else if (n > 8) {
        ((unsigned char *)block)[n - 1] = (unsigned char)(tag >> 56);
    }
    // In another line of each page: the same one of all would not fit into a cache's set.
    for (size_t page = PAGE, at; (at = page + (page >> 6 & 0x7c0)) + 16 <= n; page += PAGE)
        ((volatile char *)block)[at] = 1;
    return tag;
}

// The tag that `mark` left, which is wiped, so that of two who hold the same block the second finds none. Aborts if
// the block was overwritten.
static inline uint64_t unmark(void *block) {
    uint64_t tag, last, none = 0;
    memcpy(&tag, block, 8);
    size_t n = tag_size(tag);
    if (__builtin_expect(n < LEAST || tag_of(tag & ~0ull >> 16) != tag, 0))
        die("block %p was overwritten, or is another's too: its first word is %#llx", block,
            (unsigned long long)tag);
    if (n >= 16)
        memcpy(&last, (const char *)block + n - 8, 8);
    else
        last = n == 8 || ((const unsigned char *)block)[n - 1] == tag >> 56 ? ~tag : 0;
    if (__builtin_expect(last != ~tag, 0)) die("block %p of %zu bytes was overwritten at its end", block, n);
    memcpy(block, &none, 8);
    __asm__ volatile("" : : "r"(block) : "memory"); // free does not read it, as the compiler knows
    return tag;
}

static inline void *take(size_t n, uint64_t id) {
    void *block = malloc(n);
    if (__builtin_expect(block == nullptr, 0)) die("malloc(%zu) gave NULL", n);
    mark(block, n, id);
    return block;
}
static inline uint64_t give(void *block) {
    uint64_t tag = unmark(block);
    free(block);
    return tag;
}

// The part of `total` that thread `index` of `threads` has to do: the parts add up to `total`.
static inline uint64_t share(uint64_t total, unsigned threads, unsigned index) {
    return total / threads + (index < total % threads);
}

static inline void pause_cpu() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
// Waits a little longer each time: a spin, then the processor is left to others.
struct Wait {
    unsigned turns = 0;
    void turn() {
        if (turns++ < 64)
            pause_cpu();
        else
            sched_yield();
    }
};

static inline void start_thread(pthread_t *thread, void *(*body)(void *), void *argument, bool detached = false) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 << 10);
    if (detached) pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int error = pthread_create(thread, &attributes, body, argument);
    if (error) die("pthread_create: %s", strerror(error));
    pthread_attr_destroy(&attributes);
}

// Never destroyed: it holds nothing, and a thread may be about to leave it.
class Barrier {
public:
    explicit Barrier(unsigned n) { pthread_barrier_init(&barrier, nullptr, n); }
    void wait() { pthread_barrier_wait(&barrier); }

private:
    pthread_barrier_t barrier;
};

// body(number, tally) for each number below `total`, each in a thread of its own, `threads` at a time: a batch is
// joined, then comes after(done, tally), then the next batch. The sum of all tallies.
template <class Body, class After>
Tally run_short_threads(uint64_t total, unsigned threads, Body body, After after) {
    struct Job {
        pthread_t thread;
        uint64_t number;
        Body *body;
        Tally tally;
    };
    auto run = [](void *argument) -> void * {
        Job *job = (Job *)argument;
        (*job->body)(job->number, job->tally);
        return nullptr;
    };
    Tally tally;
    std::vector<Job> jobs(threads);
    for (uint64_t done = 0; done < total;) {
        unsigned n = total - done < threads ? (unsigned)(total - done) : threads;
        for (unsigned i = 0; i < n; i++, done++) {
            jobs[i] = {{}, done, &body, {}};
            start_thread(&jobs[i].thread, run, &jobs[i]);
        }
        for (unsigned i = 0; i < n; i++) {
            pthread_join(jobs[i].thread, nullptr);
            tally.join(jobs[i].tally);
        }
        after(done, tally);
    }
    return tally;
}

// body(index, tally) in each of `threads` threads, which begin together; the sum of their tallies.
template <class Body> Tally run_threads(unsigned threads, Body body) {
    struct Job {
        pthread_t thread;
        unsigned index;
        Body *body;
        Barrier *barrier;
        Tally tally;
    };
    Tally total;
    if (threads == 1) {
        body(0u, total);
        return total;
    }
    Barrier barrier(threads);
    std::vector<Job> jobs(threads);
    for (unsigned i = 0; i < threads; i++) {
        jobs[i].index = i, jobs[i].body = &body, jobs[i].barrier = &barrier;
        auto run = [](void *argument) -> void * {
            Job *job = (Job *)argument;
            Tally tally;
            job->barrier->wait();
            (*job->body)(job->index, tally);
            job->tally = tally;
            return nullptr;
        };
        start_thread(&jobs[i].thread, run, &jobs[i]);
    }
    for (Job &job : jobs) {
        pthread_join(job.thread, nullptr);
        total.join(job.tally);
    }
    return total;
}

// Of the monotonic clock, which is exact in a double for 104 days after the machine's start.
static inline double now_ns() {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

// The median of an odd number of figures, which are sorted on the way.
static inline double median(double *figures, unsigned count) {
    for (unsigned i = 1; i < count; i++)
        for (unsigned k = i; k && figures[k - 1] > figures[k]; k--) std::swap(figures[k - 1], figures[k]);
    return figures[count / 2];
}

static inline void sleep_ms(uint64_t ms) {
    struct timespec left = {(time_t)(ms / 1000), (long)(ms % 1000 * 1000000)};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

// Resident memory, read without allocating.
static inline size_t rss_kib() {
    char text[128];
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (n <= 0) die("/proc/self/statm: %s", strerror(errno));
    close(fd);
    text[n] = 0;
    const char *second = strchr(text, ' ');
    return second ? strtoull(second, nullptr, 10) * ((size_t)sysconf(_SC_PAGESIZE) / 1024) : 0;
}

#endif
