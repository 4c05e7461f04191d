package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process started from the repository or its embedded Spark; neither it nor its children outlive the test. */
public final class JobProcess implements AutoCloseable {
    public static final Path JAR = Path.of(System.getProperty("quorum.jar"));
    private static final Path SPARK_HOME = Path.of(System.getProperty("quorum.spark.home"));
    public static final Path REPOSITORY =
            Path.of(System.getProperty("basedir"), "..").normalize();

    /** Ten times what an idle machine needs: a test that waits so long has failed. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final long POLL_MILLIS = 20;

    /** Short-lived JVMs spend most of their time compiling themselves. */
    static final String LIGHT_JVM = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private final Path directory;
    private final Process process;
    private final Path out;
    private final Path err;

    private JobProcess(Path directory, Process process, Path out, Path err) {
        this.directory = directory;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a command; its output, and what Spark writes beside, go into the directory. */
    public static JobProcess start(Path directory, String... command) {
        try {
            Path out = Files.createTempFile(directory, "out", ".log");
            Path err = Files.createTempFile(directory, "err", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            Map<String, String> environment = builder.environment();
            List.of("SPARK_HOME", "SPARK_CONF_DIR", "LOG4J_CONFIGURATION_FILE", "OMP_NUM_THREADS")
                    .forEach(environment::remove);
            environment.put("SPARK_LOCAL_IP", "127.0.0.1");
            environment.put("SPARK_DRIVER_MEMORY", "1g");
            environment.put("SPARK_DAEMON_MEMORY", "512m");
            environment.put("SPARK_DAEMON_JAVA_OPTS", LIGHT_JVM);
            environment.put("SPARK_WORKER_DIR", directory.resolve("work").toString());
            environment.put("SPARK_LOCAL_DIRS", directory.resolve("local").toString());
            return new JobProcess(directory, builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What tells OpenBLAS and oneDNN in this process which kernels to take; others need it too for the same bits. */
    public static Map<String, String> choiceOfKernels() {
        Map<String, String> choice = new TreeMap<>(System.getenv());
        choice.keySet().removeIf(variable -> !variable.matches("(OPENBLAS|DNNL|ONEDNN)_.*"));
        return choice;
    }

    /** The embedded Spark seen from a place of the test's own, for a local-cluster leaves copies of the jar in its home. */
    public static Path sparkHome(Path directory) {
        Path home = directory.resolve("spark-home");
        try {
            if (!Files.exists(home)) {
                Files.createDirectories(home.resolve("bin"));
                Files.createSymbolicLink(home.resolve("jars"), SPARK_HOME.resolve("jars"));
                Files.createSymbolicLink(home.resolve("conf"), SPARK_HOME.resolve("conf"));
                for (String script : List.of("bin/spark-submit", "bin/spark-class")) {
                    Files.copy(SPARK_HOME.resolve(script), home.resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return home;
    }

    /** The Spark settings of every job here, to stand behind {@code spark-submit} or behind {@code bin/quorum ... --}. */
    public static List<String> sparkOptions() {
        return List.of(
                "--conf", "spark.ui.enabled=false",
                "--conf", "spark.cores.max=4",
                "--conf", "spark.executor.memory=1g",
                "--conf", "spark.driver.extraJavaOptions=" + LIGHT_JVM,
                "--conf", "spark.executor.extraJavaOptions=" + LIGHT_JVM);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Waits for the end. */
    public int exitCode() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                fail("still running after " + LIMIT + "\n" + logs());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void endsWith(ExitCode expected) {
        int code = exitCode();
        assertThat(code).as("exit code\n%s", logs()).isEqualTo(expected.code);
    }

    /** Waits until something has come true while the process runs. */
    public void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                fail("never came true: " + what + "\n" + logs());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where its standard error goes. */
    public Path errFile() {
        return err;
    }

    /** The executor JVMs that this process, or its children, have started. */
    public List<ProcessHandle> executors() {
        return process.descendants().filter(JobProcess::isExecutor).toList();
    }

    private static boolean isExecutor(ProcessHandle handle) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(handle.pid()), "cmdline"))
                    .contains("CoarseGrainedExecutorBackend");
        } catch (IOException ended) {
            return false;
        }
    }

    public void signal(String name) {
        signal(name, process.toHandle());
    }

    /** Sends a signal to a process that this one has started. */
    void signal(String name, ProcessHandle to) {
        try (JobProcess kill = start(directory, "kill", "-" + name, Long.toString(to.pid()))) {
            assertThat(kill.exitCode()).isZero();
        }
    }

    public List<String> out() {
        return lines(out);
    }

    public List<String> err() {
        return lines(err);
    }

    public String logs() {
        return "stdout:\n" + String.join("\n", out()) + "\nstderr:\n" + String.join("\n", err());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
