# Java with JNI: C that allocates for many threads, blocks that one side takes and the other frees, threads that C starts.
# version: java --version | cut -d ' ' -f 1-2
# needs: java javac gcc
# packages: default-jdk-headless gcc libc6-dev
set -euo pipefail
cat >Native.java <<'J'
import java.nio.ByteBuffer;
import java.nio.file.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicLong;

public class Native {
    static native ByteBuffer take(int size, int fill);
    static native void give(ByteBuffer block);
    static native String[] words(String text, int times);
    static native long threads(int count, int rounds);
    static final AtomicLong called = new AtomicLong();
    static void back(byte[] bytes) { called.addAndGet(bytes.length); }

    public static void main(String[] arguments) throws Exception {
        System.load(Path.of("libnative.so").toAbsolutePath().toString());
        Files.writeString(Path.of(System.getenv("MAPS"), "java"), Files.readString(Path.of("/proc/self/maps")));
        var queue = new ArrayBlockingQueue<ByteBuffer>(200);
        var pool = Executors.newFixedThreadPool(8);
        var sums = new AtomicLong();
        var done = new CountDownLatch(8);
        for (int t = 0; t < 4; t++) {
            int n = t;
            pool.submit(() -> {
                for (int i = 0; i < 15000; i++) queue.put(take((i * 37 + n) % 5000 + 1, i % 100));
                done.countDown();
                return null;
            });
            pool.submit(() -> {
                for (int i = 0; i < 15000; i++) {
                    ByteBuffer block = queue.take();
                    sums.addAndGet(block.capacity() + block.get(block.capacity() - 1));
                    give(block);
                }
                done.countDown();
                return null;
            });
        }
        if (!done.await(200, TimeUnit.SECONDS)) throw new Exception("threads hang");
        pool.shutdown();
        System.out.println(sums);
        long letters = 0;
        for (int i = 0; i < 300; i++) for (String word : words("text number " + i, 100)) letters += word.length();
        System.out.println(letters);
        System.out.println(threads(16, 500) + " " + called);
        Thread[] many = new Thread[300];
        var total = new AtomicLong();
        for (int i = 0; i < many.length; i++) {
            int n = i;
            many[i] = new Thread(() -> { ByteBuffer b = take(1000 + n, 1); total.addAndGet(b.get(n)); give(b); });
            many[i].start();
        }
        for (Thread thread : many) thread.join();
        System.out.println(total);
        System.gc();
    }
}
J
cat >native.c <<'C'
#include <jni.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static JavaVM *vm;
static jclass native;
static jmethodID back;
static int rounds;
jint JNI_OnLoad(JavaVM *machine, void *unused) {
    JNIEnv *env;
    (void)unused;
    vm = machine;
    if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8)) return -1;
    native = (*env)->NewGlobalRef(env, (*env)->FindClass(env, "Native"));
    back = (*env)->GetStaticMethodID(env, native, "back", "([B)V");
    return JNI_VERSION_1_8;
}
JNIEXPORT jobject JNICALL Java_Native_take(JNIEnv *env, jclass class, jint size, jint fill) {
    char *block = malloc((size_t)size);
    (void)class;
    return block ? (*env)->NewDirectByteBuffer(env, memset(block, fill, (size_t)size), size) : NULL;
}
JNIEXPORT void JNICALL Java_Native_give(JNIEnv *env, jclass class, jobject block) {
    (void)class;
    free((*env)->GetDirectBufferAddress(env, block));
}
JNIEXPORT jobjectArray JNICALL Java_Native_words(JNIEnv *env, jclass class, jstring text, jint times) {
    const char *chars = (*env)->GetStringUTFChars(env, text, NULL);
    jobjectArray all = (*env)->NewObjectArray(env, times, (*env)->FindClass(env, "java/lang/String"), NULL);
    char *grown = strdup("");
    (void)class;
    for (int i = 0; i < times; i++) {
        grown = realloc(grown, strlen(grown) + strlen(chars) + 1);
        strcat(grown, chars);
        jstring word = (*env)->NewStringUTF(env, grown);
        (*env)->SetObjectArrayElement(env, all, i, word);
        (*env)->DeleteLocalRef(env, word);
    }
    free(grown);
    (*env)->ReleaseStringUTFChars(env, text, chars);
    return all;
}
static void *work(void *sum) {
    JNIEnv *env;
    if ((*vm)->AttachCurrentThread(vm, (void **)&env, NULL)) return NULL;
    for (int i = 0; i < rounds; i++) {
        jbyte *bytes = calloc(1, (size_t)i + 1);
        jbyteArray array = (*env)->NewByteArray(env, i + 1);
        (*env)->SetByteArrayRegion(env, array, 0, i + 1, bytes);
        (*env)->CallStaticVoidMethod(env, native, back, array);
        (*env)->DeleteLocalRef(env, array);
        *(long *)sum += i;
        free(bytes);
    }
    (*vm)->DetachCurrentThread(vm);
    return NULL;
}
JNIEXPORT jlong JNICALL Java_Native_threads(JNIEnv *env, jclass class, jint count, jint times) {
    pthread_t threads[64];
    long sums[64] = {0}, total = 0;
    (void)env, (void)class;
    rounds = times;
    for (int i = 0; i < count; i++) if (pthread_create(&threads[i], NULL, work, &sums[i])) return -1;
    for (int i = 0; i < count; i++) pthread_join(threads[i], NULL), total += sums[i];
    return total;
}
C
jdk=$(dirname "$(dirname "$(realpath "$(type -P javac)")")")
gcc -O2 -Wall -Wextra -shared -fPIC -pthread "-I$jdk/include" "-I$jdk/include/linux" native.c -o libnative.so
javac Native.java
for collector in G1 Serial Parallel; do java -Xmx256m "-XX:+Use${collector}GC" Native; done
