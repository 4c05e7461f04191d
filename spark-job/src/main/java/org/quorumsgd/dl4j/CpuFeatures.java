package org.quorumsgd.dl4j;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the processor can do, as the Linux kernel names it; empty where the kernel does not tell. */
record CpuFeatures(Set<String> flags) {
    /** What gcc's haswell and skylake-avx512 targets, for which the libraries are compiled, may use. */
    private static final Set<String> AVX2 = Set.of("avx2", "fma", "f16c", "bmi1", "bmi2");

    private static final Set<String> AVX512 = Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

    CpuFeatures {
        flags = Set.copyOf(flags);
    }

    static CpuFeatures ofThisMachine() {
        Path kernel = Path.of("/proc/cpuinfo");
        try {
            return Files.isReadable(kernel)
                    ? parse(Files.readString(kernel, StandardCharsets.ISO_8859_1))
                    : new CpuFeatures(Set.of());
        } catch (IOException e) {
            return new CpuFeatures(Set.of());
        }
    }

    static CpuFeatures parse(String cpuinfo) {
        return new CpuFeatures(cpuinfo.lines()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> Set.of(line.substring(line.indexOf(':') + 1).trim().split("\\s+")))
                .orElse(Set.of()));
    }

    /** The builds of the native library that run here, fastest first; the plain oneDNN build runs everywhere. */
    List<String> platformExtensions() {
        List<String> extensions = new ArrayList<>();
        if (flags.containsAll(AVX2)) {
            if (flags.containsAll(AVX512)) {
                extensions.add("-onednn-avx512");
            }
            extensions.add("-onednn-avx2");
        }
        extensions.add("-onednn");
        return extensions;
    }
}
