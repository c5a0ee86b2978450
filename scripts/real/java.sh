# javac and a program with threads, direct buffers, zip streams, string work and forced collections.
# version: java --version | cut -d ' ' -f 1-2
# needs: java javac
# packages: default-jdk-headless
# in make test
set -euo pipefail
cat >Stress.java <<'END'
import java.io.*;
import java.nio.ByteBuffer;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;
import java.util.zip.*;

public class Stress {
    record Item(int id, String name, byte[] body) {}

    static long direct(int seed) {
        Random random = new Random(seed);
        ByteBuffer[] kept = new ByteBuffer[50];
        long sum = 0;
        for (int i = 0; i < 3000; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 + random.nextInt(100_000));
            buffer.put(0, (byte) i).put(buffer.capacity() - 1, (byte) seed);
            int slot = random.nextInt(kept.length);
            if (kept[slot] != null) sum += kept[slot].get(0) + kept[slot].capacity();
            kept[slot] = buffer;
        }
        return sum;
    }

    static long zip(int seed) throws IOException {
        byte[] data = new byte[200_000];
        new Random(seed).nextBytes(data);
        Arrays.fill(data, 0, 100_000, (byte) seed);
        CRC32 crc = new CRC32();
        for (int i = 0; i < 20; i++) {
            var packed = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(packed)) {
                zip.setLevel(1 + i % 9);
                zip.putNextEntry(new ZipEntry("entry" + i));
                zip.write(data, 0, data.length - i);
            }
            try (var unzip = new ZipInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
                unzip.getNextEntry();
                crc.update(unzip.readAllBytes());
            }
        }
        return crc.getValue();
    }

    static long objects(int seed) {
        var map = new HashMap<String, Item>();
        var random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            String name = "n" + random.nextInt(20_000);
            map.put(name, new Item(i, name, new byte[random.nextInt(200)]));
        }
        return map.values().stream().mapToLong(item -> item.id() * 31L + item.body().length).sum();
    }

    public static void main(String[] arguments) throws Exception {
        Files.writeString(Path.of(System.getenv("MAPS"), "java"), Files.readString(Path.of("/proc/self/maps")));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Callable<Long>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int seed = i;
            work.add(() -> direct(seed));
            work.add(() -> zip(seed));
            work.add(() -> objects(seed));
        }
        for (Future<Long> done : pool.invokeAll(work)) System.out.println(done.get());
        pool.shutdown();

        Thread[] threads = new Thread[500];
        long[] sums = new long[threads.length];
        for (int i = 0; i < threads.length; i++) {
            int n = i;
            threads[i] = new Thread(() -> sums[n] = ByteBuffer.allocateDirect(1000 + n).capacity());
            threads[i].start();
        }
        for (Thread thread : threads) thread.join();
        System.out.println(LongStream.of(sums).sum());

        System.out.println(IntStream.range(0, 200_000).parallel().mapToObj(Integer::toString)
            .collect(Collectors.groupingByConcurrent(String::length, Collectors.counting())));
        System.gc();
        System.out.println(new String(new ProcessBuilder("sh", "-c", "echo child").start().getInputStream().readAllBytes()).trim());
    }
}
END
javac Stress.java
java -Xmx256m -XX:+UseG1GC Stress
java -Xmx256m -XX:+UseSerialGC -Xint -version 2>&1 | tail -n 1
java -Xmx256m -XX:+UseParallelGC Stress | cksum
