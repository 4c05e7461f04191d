package org.quorumsgd.dl4j;

import com.sun.jna.Function;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.deeplearning4j.config.DL4JClassLoading;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.layers.LayerHelper;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Deeplearning4j fast on this machine: the native library built for this processor, and oneDNN convolutions. For any
 * Deeplearning4j 1.0.0-M2.1 program, with Quorum or without:
 *
 * <pre>
 *   NativeReport report = Dl4jAcceleration.enable(); // before anything else of ND4J
 *   System.out.println(report.line());
 *   report.warning().ifPresent(System.err::println);
 * </pre>
 *
 * <p><b>What it does.</b> Deeplearning4j switches its layer helpers off by default; switched on, its oneDNN helper looks by
 * reflection for a class that this version moved, and falls back to im2col in silence. Here the helpers are on, the class is there
 * ({@code org.nd4j.nativeblas.Nd4jCpu}), the fastest {@code nd4j-native} on the class path that the processor can run is loaded, and an
 * operator uses one OpenMP thread unless {@code OMP_NUM_THREADS} says otherwise. A program that trains in one thread wants all
 * cores: it sets that variable to their number, and its bits then depend on it.
 *
 * <p><b>How it proves that it is on.</b> {@link NativeReport} is not what was asked for: it names the library that was loaded and
 * the helper that has just computed a trial convolution, there and back; {@link NativeReport#accelerated()} is false and
 * {@link NativeReport#warning()} says what to do when that was not oneDNN.
 *
 * <p>What is set here is read only once, when ND4J loads, so {@link #enable()} goes first in the driver and in each executor; the
 * agents of Quorum call it themselves. Values that the user has set as system properties stay. Idempotent and thread-safe; only the
 * first call of a JVM costs (about two seconds).
 */
public final class Dl4jAcceleration {
    private static final Logger LOG = LoggerFactory.getLogger(Dl4jAcceleration.class);

    static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
    private static final String OPENMP_THREADS = "OMP_NUM_THREADS";
    private static final String LIBRARY = "jnind4jcpu";
    private static final String CUDA_LIBRARY = "jnind4jcuda";
    private static final String LIBRARY_FOLDER = "org/nd4j/linalg/cpu/nativecpu/bindings/";

    private static volatile @Nullable NativeReport report;

    private Dl4jAcceleration() {}

    /** Sets up and loads the native library on the first call, returns what is in use. */
    public static NativeReport enable() {
        NativeReport known = report;
        return known != null ? known : enableOnce();
    }

    private static synchronized NativeReport enableOnce() {
        NativeReport known = report;
        if (known != null) {
            return known;
        }
        setUnlessSet("org.eclipse.deeplearning4j.helpers.disable", "false");
        setUnlessSet("org.nd4j.log.initialization", "false"); // our line says more in less
        setUnlessSet(
                "org.nd4j.versioncheck", "false"); // dl4j-spark3 ended one milestone before the rest, that is known
        setUnlessSet("org.bytedeco.javacpp.logger", "slf4j"); // it warns of versions that go together
        chooseExtension();
        // Both default to the first caller's context class loader, which in a pool thread need not know our jar.
        ND4JClassLoading.setNd4jClassloaderFromClass(Dl4jAcceleration.class);
        DL4JClassLoading.setDl4jClassloaderFromClass(Dl4jAcceleration.class);

        loadWithOneOpenMpThread();
        NativeReport made = inspect();
        report = made;
        return made;
    }

    /**
     * Bits repeat for a fixed number of threads only. OpenMP takes each new thread's number from the environment as it was
     * when its library loaded; ND4J, unless told in the JVM's own environment, then gives this thread and BLAS all cores.
     */
    private static void loadWithOneOpenMpThread() {
        if (System.getenv(OPENMP_THREADS) != null) {
            return;
        }
        try {
            Function.getFunction("c", "setenv").invokeInt(new Object[] {OPENMP_THREADS, "1", 1});
        } catch (LinkageError e) {
            LOG.debug("The number of OpenMP threads stays as it is", e);
            return;
        }
        Nd4j.factory().blas().setMaxThreads(1);
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }

    private static void chooseExtension() {
        if (System.getProperty(EXTENSION) != null) {
            return;
        }
        CpuFeatures.ofThisMachine().platformExtensions().stream()
                .filter(Dl4jAcceleration::onClassPath)
                .findFirst()
                .ifPresent(extension -> {
                    System.setProperty(EXTENSION, extension);
                    // javacpp copies the system properties at its own first use, which may be behind us
                    Loader.loadProperties().setProperty("platform.extension", extension);
                });
    }

    private static NativeReport inspect() {
        Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
        // .../linux-x86_64-onednn-avx512/libjnind4jcpu.so
        Map<String, String> loaded = Loader.getLoadedLibraries();
        String[] library = loaded.getOrDefault(LIBRARY, loaded.getOrDefault(CUDA_LIBRARY, "unknown/unknown"))
                .split("[/\\\\]");
        return new NativeReport(
                library[library.length - 1],
                library[library.length - 2],
                String.valueOf(environment.get(Nd4jEnvironment.BLAS_VENDOR_KEY)),
                Integer.parseInt(String.valueOf(environment.get(Nd4jEnvironment.OMP_THREADS_KEY))),
                convolutionHelper(),
                device(environment));
    }

    /** The GPU that ND4J computes on: the first that it sees, of those that the executor was granted. */
    private static String device(Properties environment) {
        if (Nd4j.getExecutioner().type() != ExecutionerType.CUDA
                || !(environment.get(Nd4jEnvironment.CUDA_DEVICE_INFORMATION_KEY) instanceof List<?> gpus)
                || gpus.isEmpty()
                || !(gpus.get(0) instanceof Map<?, ?> gpu)) {
            return NativeReport.CPU;
        }
        double gib = Double.parseDouble(String.valueOf(gpu.get(Nd4jEnvironment.CUDA_TOTAL_MEMORY_KEY))) / (1L << 30);
        return String.format(Locale.ROOT, "%s, %.1f GiB", gpu.get(Nd4jEnvironment.CUDA_DEVICE_NAME_KEY), gib);
    }

    /** The helper of a convolution that has just run, there and back: a helper that fails is dropped while it runs. */
    private static String convolutionHelper() {
        MultiLayerNetwork probe = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(1)
                        .cudnnAllowFallback(false)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(4, 4, 1))
                .build());
        probe.init();
        LayerHelper helper = probe.getLayer(0).getHelper();
        if (helper == null) {
            return NativeReport.NO_HELPER;
        }
        try {
            probe.setInput(Nd4j.ones(1, 1, 4, 4));
            probe.setLabels(Nd4j.ones(1, 2));
            probe.computeGradientAndScore();
            return helper.getClass().getSimpleName();
        } catch (RuntimeException e) {
            LOG.debug("The convolution helper fails", e);
            return NativeReport.NO_HELPER;
        }
    }

    private static boolean onClassPath(String extension) {
        String resource = LIBRARY_FOLDER + Loader.getPlatform() + extension + "/" + System.mapLibraryName(LIBRARY);
        return Dl4jAcceleration.class.getClassLoader().getResource(resource) != null;
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
