package org.quorumsgd.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.quorumsgd.contender.Contender;

/**
 * The command lines of the contenders.
 *
 * @param jar quorum.jar
 * @param sparkHome the Spark that runs it
 * @param root the checkout that {@code bin/quorum} and the peers are in
 * @param logs directory of the contenders' log files
 * @param scratch for what has to be gone afterwards
 */
public record Launcher(Path jar, Path sparkHome, Path root, Path logs, Path scratch) {
    private static final String COMMAND_LINE = "org.quorumsgd.cli.Quorum";
    /** Agents are the parallelism. */
    private static final Map<String, String> ONE_THREAD_AN_AGENT = Map.of("OMP_NUM_THREADS", "1");

    /** Debian's, which Debian's NumPy belongs to. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final Map<String, String> THREADS_AS_IT_COMES = Map.of("OMP_NUM_THREADS", "");

    /** Something that quorum.jar measures. */
    public Contender job(String name, String master, List<String> arguments) {
        List<String> words = submit(sparkHome, master, COMMAND_LINE, jar.toString());
        return start(name, words, arguments, ONE_THREAD_AN_AGENT);
    }

    /** The same with executors in JVMs of their own, which leave their work directories in a Spark home that goes. */
    public Contender jobOnExecutors(String name, String master, List<String> arguments) {
        Path home = passingSparkHome();
        List<String> words = submit(home, master, COMMAND_LINE, jar.toString());
        return start(name, words, arguments, Map.of("OMP_NUM_THREADS", "1", "SPARK_HOME", home.toString()));
    }

    /** The same in a JVM that simulations can compute in. */
    public Contender simulation(String name, String master, List<String> arguments) {
        List<String> words = submit(
                sparkHome,
                master,
                COMMAND_LINE,
                "--conf",
                "spark.driver.defaultJavaOptions=--add-modules=jdk.incubator.vector",
                jar.toString());
        return start(name, words, arguments, ONE_THREAD_AN_AGENT);
    }

    /** The paper's first figure in NumPy. */
    public Contender numpy(String name) {
        return start(name, List.of(PYTHON, numpyProgram().toString()), List.of(), ONE_THREAD_AN_AGENT);
    }

    /** Deeplearning4j's own training on Spark, with the helper fix. */
    public Contender parameterAveraging(String name, String master, List<String> arguments) {
        List<String> words = submit(
                sparkHome,
                master,
                "org.quorumsgd.peers.ParameterAveraging",
                "--driver-class-path",
                jar.toString(),
                parameterAveragingJar().toString());
        return start(name, words, arguments, ONE_THREAD_AN_AGENT);
    }

    /** The same without anything of ours on the class path but the measurement. */
    public Contender parameterAveragingAsItComes(String name, String master, List<String> arguments) {
        List<String> words = submit(
                sparkHome,
                master,
                "org.quorumsgd.peers.ParameterAveraging",
                "--driver-class-path",
                root.resolve("benchmarks/deeplearning4j/target/as-it-comes") + "/*",
                parameterAveragingJar().toString());
        return start(name, words, arguments, THREADS_AS_IT_COMES);
    }

    public Contender torch(String name, List<String> arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = torchJar() + ":" + root.resolve("benchmarks/torch/target/libraries") + "/*";
        List<String> words = List.of(java, "-cp", classPath, "org.quorumsgd.peers.TorchLoop");
        return start(name, words, arguments, THREADS_AS_IT_COMES);
    }

    /** {@code bin/quorum train} as a user types it. */
    public List<String> train(List<String> arguments) {
        return quorum("train", arguments);
    }

    /** {@code bin/quorum COMMAND} as a user types it. */
    public List<String> quorum(String command, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(root.resolve("bin/quorum").toString(), command));
        words.addAll(arguments);
        return words;
    }

    /** Whether NumPy and its program are there. */
    public boolean hasNumpy() {
        if (!Files.exists(numpyProgram()) || !Files.isExecutable(Path.of(PYTHON))) {
            return false;
        }
        try {
            return new ProcessBuilder(PYTHON, "-c", "import numpy")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public boolean hasTorch() {
        return Files.exists(torchJar());
    }

    public boolean hasParameterAveraging() {
        return Files.exists(parameterAveragingJar());
    }

    private Path numpyProgram() {
        return root.resolve("benchmarks/numpy/simulate.py");
    }

    private Path torchJar() {
        return root.resolve("benchmarks/torch/target/torch-peer.jar");
    }

    private Path parameterAveragingJar() {
        return root.resolve("benchmarks/deeplearning4j/target/deeplearning4j-peer.jar");
    }

    private static List<String> submit(Path home, String master, String mainClass, String... last) {
        List<String> words = new ArrayList<>(List.of(
                home.resolve("bin/spark-submit").toString(),
                "--master",
                master,
                "--conf",
                "spark.ui.enabled=false",
                "--class",
                mainClass));
        words.addAll(List.of(last));
        return words;
    }

    private Contender start(String name, List<String> words, List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>(words);
        command.addAll(arguments);
        Path log = logs.resolve(name.replaceAll("[^A-Za-z0-9]+", "-") + ".log");
        return new ContenderProcess(name, command, environment, log);
    }

    private Path passingSparkHome() {
        Path home = scratch.resolve("spark-home");
        try (Stream<Path> parts = Files.list(sparkHome);
                Stream<Path> scripts = Files.list(sparkHome.resolve("bin"))) {
            if (Files.exists(home)) {
                return home;
            }
            Files.createDirectories(home.resolve("bin"));
            for (Path part : parts.toList()) {
                String name = part.getFileName().toString();
                if (!name.equals("bin") && !name.equals("work")) {
                    Files.createSymbolicLink(home.resolve(name), part.toRealPath());
                }
            }
            for (Path script : scripts.toList()) {
                // The scripts take their Spark from where they lie.
                Files.copy(
                        script, home.resolve("bin").resolve(script.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
