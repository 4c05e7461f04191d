package org.quorumsgd.torch;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;

/**
 * Loads libtorch, once a JVM, and gives each of its operators one thread: bits repeat for a fixed number only, and agents share
 * the cores. Idempotent and thread-safe.
 */
public final class TorchLibrary {
    private static final String LOGGER = "org.bytedeco.javacpp.logger";

    private static volatile @Nullable TorchReport report;

    private TorchLibrary() {}

    /** @throws InvalidInputException where the library cannot be loaded */
    public static TorchReport enable() {
        TorchReport known = report;
        return known != null ? known : enableOnce();
    }

    private static synchronized TorchReport enableOnce() {
        TorchReport known = report;
        if (known != null) {
            return known;
        }
        if (System.getProperty(LOGGER) == null) {
            System.setProperty(LOGGER, "slf4j"); // or it warns, on the console, of an OpenBLAS older than itself
        }
        String device;
        try {
            Loader.load(torch.class);
            openblas.blas_set_num_threads(1);
            torch.set_num_threads(1);
            device = torch.cuda_is_available() ? gpu() : "cpu";
        } catch (LinkageError e) {
            throw InvalidInputException.of(
                    "Invalid model.backend: torch (expected libtorch, which cannot be loaded for "
                            + Loader.getPlatform() + ": " + e.getMessage() + ")");
        }
        TorchReport made = new TorchReport(version(), torch.get_num_threads(), torch.hasMKLDNN(), device);
        report = made;
        return made;
    }

    /** The first GPU that this process sees, told to repeat its bits and to compute with whole floats. */
    private static String gpu() {
        Context context = torch.globalContext();
        context.setDeterministicCuDNN(true);
        context.setBenchmarkCuDNN(false);
        context.setAllowTF32CuDNN(false);
        context.setAllowTF32CuBLAS(false);
        return "cuda:0";
    }

    /**
     * To be called before the first operator of a thread. OpenMP keeps a number of threads for each of them, which libtorch
     * sets where it splits work itself, but oneDNN does not wait for that.
     */
    static void oneThread() {
        if (torch.get_num_threads() != 1) {
            torch.set_num_threads(1);
        }
    }

    private static String version() {
        try {
            return String.valueOf(Loader.getVersion("org.bytedeco", "pytorch"));
        } catch (java.io.IOException e) {
            return "of an unknown version";
        }
    }
}
