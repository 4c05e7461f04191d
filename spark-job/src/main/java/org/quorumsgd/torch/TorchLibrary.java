package org.quorumsgd.torch;

import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.GpuAlgorithms;
import org.quorumsgd.config.InvalidInputException;

/**
 * Loads libtorch, once a JVM, and gives each of its operators one thread: bits repeat for a fixed number only, and agents share
 * the cores. Idempotent and thread-safe.
 */
public final class TorchLibrary {
    private static final String EXTENSION = "platform.extension";
    private static final String GPU = "-gpu";
    private static final String FOLDER = "/org/bytedeco/pytorch/";
    private static final String LOGGER = "org.bytedeco.javacpp.logger";

    private static volatile @Nullable TorchReport report;
    private static @Nullable GpuAlgorithms algorithms;

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
            alsoForGpus(Loader.loadProperties());
            Loader.load(torch.class);
            openblas.blas_set_num_threads(1);
            torch.set_num_threads(1);
            device = torch.cuda_is_available() ? gpu() : "cpu";
        } catch (LinkageError e) {
            throw InvalidInputException.of(
                    "Invalid model.backend: torch (expected libtorch, which cannot be loaded for "
                            + Loader.getPlatform() + ": " + reason(e) + ")");
        }
        TorchReport made = new TorchReport(version(), torch.get_num_threads(), torch.hasMKLDNN(), device);
        report = made;
        return made;
    }

    /** The first GPU that this process sees, told to compute with whole floats. */
    private static String gpu() {
        Context context = torch.globalContext();
        context.setAllowTF32CuDNN(false);
        context.setAllowTF32CuBLAS(false);
        return "cuda:0";
    }

    /**
     * How convolutions of this process compute on its GPU; processors know one way. cuBLAS repeats its bits by a setting of the
     * environment, see {@code SparkDefaults}.
     *
     * @throws InvalidInputException where another run has said otherwise: all agents of a process share the choice
     */
    static synchronized void choose(GpuAlgorithms chosen) {
        enable();
        if (algorithms != null && algorithms != chosen) {
            throw InvalidInputException.of("Invalid model.gpu-algorithms: " + chosen.label() + " (expected "
                    + algorithms.label() + ", which another run of this application has chosen)");
        }
        algorithms = chosen;
        tell(chosen);
    }

    static void tell(GpuAlgorithms chosen) {
        Context context = torch.globalContext();
        context.setDeterministicCuDNN(chosen == GpuAlgorithms.DETERMINISTIC);
        context.setBenchmarkCuDNN(chosen == GpuAlgorithms.FAST);
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

    /**
     * JavaCPP finds libtorch for GPUs, where this build has it, by the extension of the platform's name. Where Deeplearning4j's library
     * has been chosen by one of its own, it looks for that one alone; where none has been chosen, a libtorch in the system's folders
     * comes first, and the two in one process end it.
     */
    private static void alsoForGpus(Properties properties) {
        String library = FOLDER + Loader.getPlatform() + GPU + "/" + System.mapLibraryName("jnitorch");
        if (TorchLibrary.class.getResource(library) != null) {
            properties.setProperty(
                    EXTENSION,
                    withGpus(properties.getProperty(EXTENSION, ""), properties.getProperty("platform.path.separator")));
        }
    }

    static String withGpus(String chosen, String separator) {
        return chosen.contains(GPU) ? chosen : chosen.isEmpty() ? GPU : chosen + separator + GPU;
    }

    /** The innermost, which names the library that is missing; the outermost only lists the paths without ours. */
    private static String reason(Throwable e) {
        Throwable innermost = e;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }

    private static String version() {
        try {
            return String.valueOf(Loader.getVersion("org.bytedeco", "pytorch"));
        } catch (java.io.IOException e) {
            return "of an unknown version";
        }
    }
}
