package org.quorumsgd.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What really computes: read from the loaded library and from a live network, not from what was asked for.
 *
 * @param library file name of the native library in use
 * @param platform platform and CPU extension of that library, such as {@code linux-x86_64-onednn-avx512}
 * @param blas vendor of the matrix products
 * @param openMpThreads OpenMP threads of one operator
 * @param convolutionHelper class that convolutions run in, {@code im2col} when there is none
 * @param device {@value CPU}, or the GPU's name and memory
 */
public record NativeReport(
        String library, String platform, String blas, int openMpThreads, String convolutionHelper, String device) {
    static final String NO_HELPER = "im2col";
    static final String CPU = "cpu";

    /** Whether convolutions run in oneDNN, or on a GPU. */
    public boolean accelerated() {
        return !convolutionHelper.equals(NO_HELPER) || !device.equals(CPU);
    }

    /** One line for the start of a run. */
    public String line() {
        return "Native: " + library + " (" + platform + ") on " + device + ", BLAS " + blas + ", OpenMP threads "
                + openMpThreads + ", convolutions by " + convolutionHelper;
    }

    /** What the user should put right, in one line. */
    public Optional<String> warning() {
        List<String> parts = new ArrayList<>();
        if (!accelerated()) {
            parts.add(
                    "convolutions run without oneDNN, about twelve times slower: put the nd4j-native jar with classifier"
                            + " linux-x86_64-onednn-avx2 or -avx512 on the class path and enable the acceleration before any use of ND4J");
        }
        if (openMpThreads != 1) {
            parts.add("an operator uses " + openMpThreads
                    + " OpenMP threads, results then depend on that number and agents share"
                    + " the cores badly: set the environment variable OMP_NUM_THREADS=1 on driver and executors");
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of("Native: " + String.join("; ", parts));
    }
}
