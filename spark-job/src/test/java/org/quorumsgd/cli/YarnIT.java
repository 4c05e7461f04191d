package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.run.RunStatus;

/** Runs on YARN and HDFS: their bits, their exit codes in both deploy modes, containers that are lost, GPUs that are asked for. */
final class YarnIT {
    private static final int ROUNDS = 60;
    private static final String JAR = "/apps/quorum/quorum.jar";

    private static final String SHORT = """
            agents = 2
            batch-size = 8
            coupling { gain = 2.0, period = 2 }
            learning-rate.initial = 0.02
            model { preset = mlp, hidden = [32], dropout = 0.3 }
            lineage.cut-every-rounds = 7
            """;

    private static final List<String> ONE_EXECUTOR = List.of("--conf", "spark.executor.instances=1");

    /** What passes between the processes of a run, and what lies on their disks, is nobody's business. */
    private static final List<String> SECURE = List.of(
            "--conf", "spark.authenticate=true",
            "--conf", "spark.network.crypto.enabled=true",
            "--conf", "spark.io.encryption.enabled=true");

    @TempDir
    private static Path directory;

    private static YarnCluster cluster;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = YarnCluster.start(directory);
        cluster.put(JobProcess.JAR, JAR);
    }

    @AfterAll
    static void stopCluster() throws IOException {
        cluster.close();
    }

    @Test
    void clientModeTrainsOnGpusOfYarnEncryptedWithDataAndRunOnHdfs() throws IOException {
        putDigits("/data/digits");
        Path configuration = write("on-hdfs.conf", SHORT + """
                rounds = 20
                data { format = idx, path = "%s" }
                """.formatted(cluster.uri("/data/digits")));
        Path seen = directory.resolve("discovered");
        Path script = Files.writeString(directory.resolve("gpus"), """
                #!/bin/sh
                echo "$CONTAINER_ID" >>%s
                echo '{"name": "gpu", "addresses": ["0"]}'
                """.formatted(seen));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rw-r--r--"));

        try (JobProcess job = submit("client", onGpus(script), train(configuration.toString(), "gpus"))) {
            endsWith(job, ExitCode.DONE);
        }

        assertThat(sha256("gpus")).isEqualTo(Oracle.sha256(configuration));
        assertThat(Files.readAllLines(seen))
                .as("containers that looked for GPUs")
                .hasSize(2)
                .doesNotHaveDuplicates();
        Map<String, Long> used =
                application("gpus").getApplicationResourceUsageReport().getResourceSecondsMap();
        assertThat(used.get("yarn.io/gpu"))
                .as("GPU-seconds that YARN has counted: %s", used)
                .isPositive();
    }

    @Test
    void clusterModeReadsIncludedFilesAndAKilledContainerChangesNoBit() throws IOException {
        write("nightly/common.inc", SHORT);
        Path configuration = write("nightly/run.conf", "include \"common.inc\"\nrounds = " + ROUNDS);
        try (JobProcess job = quorum(List.of(), train(configuration.toString(), "killed"))) {
            job.await("executors", () -> cluster.executors().size() == 2);
            List<ProcessHandle> executors = cluster.executors();
            job.await("round 9", () -> cluster.roundsSoFar("/runs/killed") >= 9);
            job.signal("KILL", executors.get(0));
            assertThat(cluster.roundsSoFar("/runs/killed"))
                    .as("rounds done when it died")
                    .isLessThan(ROUNDS);
            job.await(
                    "another executor",
                    () -> cluster.executors().stream().anyMatch(executor -> !executors.contains(executor)));
            endsWith(job, ExitCode.DONE);
        }
        assertThat(sha256("killed")).isEqualTo(Oracle.sha256(configuration));

        // Nothing is left to do: no executor is asked for, and the application succeeds all the same.
        try (JobProcess again = quorum(List.of(), train(configuration.toString(), "killed", "--resume"))) {
            endsWith(again, ExitCode.DONE);
        }
    }

    @Test
    void exitCodesComeThroughInBothModes() throws IOException {
        Path diverging = write("diverging.conf", SHORT + "rounds = 50, learning-rate.initial = 1e9");
        Path noData = write("no-data.conf", noData());
        Path invalid = write("invalid.conf", "coupling.gian = 1, agents = 0");

        try (JobProcess here = submit("client", ONE_EXECUTOR, train(diverging.toString(), "client-3"));
                JobProcess there = quorum(ONE_EXECUTOR, train(diverging.toString(), "cluster-3"))) {
            endsWith(here, ExitCode.DIVERGED);
            endsWith(there, ExitCode.DIVERGED);
        }
        assertThat(cluster.copyOf("/runs/cluster-3").manifest().status()).isEqualTo(RunStatus.DIVERGED);

        try (JobProcess here = submit("client", List.of(), train(noData.toString(), "client-2"));
                JobProcess there = quorum(List.of(), train(noData.toString(), "cluster-2"))) {
            endsWith(here, ExitCode.INVALID_INPUT);
            endsWith(there, ExitCode.INVALID_INPUT);
            assertThat(there.err()).anyMatch(line -> line.startsWith("Invalid data directory: "));
        }
        assertThat(cluster.exists("/runs/cluster-2"))
                .as("refused input writes nothing")
                .isFalse();

        int before = applications();
        try (JobProcess job = quorum(List.of(), train(invalid.toString(), "invalid"))) {
            endsWith(job, ExitCode.INVALID_INPUT);
            assertThat(job.err())
                    .containsExactly(
                            "Unknown key coupling.gian in " + invalid + " (did you mean coupling.gain?)",
                            "Invalid agents: 0 (expected a whole number >= 1 and < 2^31)");
        }
        assertThat(applications()).as("a bad configuration never gets to YARN").isEqualTo(before);
    }

    /** Spark's own client ends with 1; who submits without {@code bin/quorum} asks YARN for the code. */
    @Test
    void plainSparkSubmitInClusterModeLeavesExitCodeAndReasonsInYarnsReport() throws IOException {
        Path configuration = write("plain.conf", noData());
        try (JobProcess job = submit(
                "cluster",
                List.of("--name", "quorum plain", "--files", configuration.toString()),
                train("plain.conf", "plain"))) {
            endsWith(job, ExitCode.FAILED);
        }
        assertThat(application("plain").getDiagnostics().lines())
                .satisfiesExactly(
                        code -> assertThat(code).endsWith("User application exited with status 2"),
                        reason -> assertThat(reason).startsWith("Invalid data directory: " + cluster.uri("/missing")));
    }

    private static String noData() {
        return SHORT + "data { format = idx, path = \"" + cluster.uri("/missing") + "\" }";
    }

    private static void endsWith(JobProcess job, ExitCode expected) {
        int code = job.exitCode();
        assertThat(code)
                .as(() -> "exit code\n" + job.logs() + "\n" + cluster.containerLogs())
                .isEqualTo(expected.code);
    }

    /** With {@code bin/quorum}, in cluster mode as conf/yarn has it. */
    private static JobProcess quorum(List<String> options, List<String> job) {
        List<String> command = new ArrayList<>(environment());
        command.add(JobProcess.REPOSITORY.resolve("bin/quorum").toString());
        command.addAll(job);
        command.addAll(List.of("--", "--properties-file", properties("cpu")));
        command.addAll(sparkOptions());
        command.addAll(options);
        return JobProcess.start(directory, command.toArray(String[]::new));
    }

    /** With nothing but Spark. */
    private static JobProcess submit(String mode, List<String> options, List<String> job) {
        List<String> command = new ArrayList<>(environment());
        command.add(JobProcess.sparkHome(directory).resolve("bin/spark-submit").toString());
        command.addAll(List.of("--class", "org.quorumsgd.cli.Quorum", "--master", "yarn", "--deploy-mode", mode));
        command.addAll(sparkOptions());
        command.addAll(options);
        command.add(cluster.uri(JAR));
        command.addAll(job);
        return JobProcess.start(directory, command.toArray(String[]::new));
    }

    private static List<String> onGpus(Path script) {
        List<String> options = new ArrayList<>(SECURE);
        options.addAll(List.of("--properties-file", properties("gpu")));
        options.addAll(List.of("--conf", "spark.yarn.dist.files=" + script));
        return options;
    }

    private static String properties(String kind) {
        return JobProcess.REPOSITORY
                .resolve("conf/yarn/" + kind + ".properties")
                .toString();
    }

    private static List<String> environment() {
        return List.of(
                "env",
                "HADOOP_CONF_DIR=" + cluster.conf(),
                "QUORUM_JAR=" + cluster.uri(JAR),
                "SPARK_SUBMIT_OPTS=" + JobProcess.LIGHT_JVM);
    }

    private static List<String> sparkOptions() {
        List<String> options = new ArrayList<>(JobProcess.sparkOptions());
        Map<String, String> yarn = Map.of(
                "spark.yarn.jars", "local:" + JobProcess.sparkHome(directory) + "/jars/*",
                "spark.executor.instances", "2",
                "spark.executor.memoryOverhead", "512m",
                "spark.driver.memory", "1g",
                "spark.yarn.am.memory", "512m",
                "spark.yarn.am.extraJavaOptions", JobProcess.LIGHT_JVM,
                "spark.yarn.maxAppAttempts", "1",
                "spark.yarn.report.interval", "500ms",
                "spark.yarn.scheduler.heartbeat.interval-ms", "300");
        yarn.forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
        JobProcess.choiceOfKernels()
                .forEach((variable, value) ->
                        options.addAll(List.of("--conf", "spark.yarn.appMasterEnv." + variable + "=" + value)));
        return options;
    }

    private static List<String> train(String configuration, String id, String... more) {
        List<String> job = new ArrayList<>(List.of("train", configuration));
        job.addAll(List.of("--out", cluster.uri("/runs"), "--run-id", id));
        job.addAll(List.of(more));
        return job;
    }

    private static Path write(String name, String configuration) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, configuration);
    }

    /** The digits of the jar as files of MNIST's format; the test images are those trained on. */
    private static void putDigits(String path) throws IOException {
        for (String kind : List.of("images-idx3-ubyte.gz", "labels-idx1-ubyte.gz")) {
            Path file = directory.resolve(kind);
            try (InputStream in = YarnIT.class.getResourceAsStream("/org/quorumsgd/data/digits/" + kind)) {
                Files.copy(Objects.requireNonNull(in), file);
            }
            cluster.put(file, path + "/train-" + kind);
            cluster.put(file, path + "/t10k-" + kind);
        }
    }

    private static String sha256(String id) throws IOException {
        return Objects.requireNonNull(cluster.copyOf("/runs/" + id).summary().quorumSha256());
    }

    private static int applications() throws IOException {
        return cluster.applications().size();
    }

    private static ApplicationReport application(String id) throws IOException {
        return cluster.applications().stream()
                .filter(each -> each.getName().equals("quorum " + id))
                .findFirst()
                .orElseThrow();
    }
}
