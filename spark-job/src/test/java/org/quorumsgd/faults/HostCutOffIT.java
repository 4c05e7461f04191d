package org.quorumsgd.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.cli.JobProcess;
import org.quorumsgd.cli.Oracle;

/** A standalone cluster on three hosts, with authentication and encryption: master and driver on the first, a worker on each other. */
final class HostCutOffIT {
    private static final int ROUNDS = 400;
    private static final int AGENTS = 2;

    /** Longer than Spark waits before it gives up a worker or an executor. */
    private static final long CUT_SECONDS = 15;

    private static final String SETTINGS = """
            spark.authenticate             true
            spark.authenticate.secret      the secret of this test
            spark.network.crypto.enabled   true
            spark.io.encryption.enabled    true
            spark.network.timeout          10s
            spark.network.timeoutInterval  1s
            spark.executor.heartbeatInterval 1s
            spark.worker.timeout           8
            spark.driver.port              35001
            spark.driver.blockManager.port 35002
            spark.ui.port                  35003
            spark.blockManager.port        35004
            """;

    @TempDir
    private Path directory;

    private Path settings;

    @BeforeEach
    void writeSettings() throws IOException {
        settings = Files.writeString(directory.resolve("secure.properties"), SETTINGS);
    }

    @Test
    void aHostThatIsCutOffAndComesBackChangesNoBitAndOnlySparkListens() throws Exception {
        Path configuration = Files.writeString(directory.resolve("cut.conf"), """
                seed = 7, agents = %d, batch-size = 8, rounds = %d, coupling.period = 4
                evaluation.every-epochs = 1000, theory.lanczos-steps = 0
                data.train-limit = 200
                lineage.cut-every-rounds = 7
                model { preset = mlp, hidden = [64], dropout = 0.3 }
                """.formatted(AGENTS, ROUNDS));
        String master = "spark://" + HostNetwork.address(1) + ":7077";
        try (HostNetwork network = HostNetwork.open(directory, 3);
                JobProcess chief = daemon(network, 1, "master.Master", "--port", "7077");
                JobProcess second = daemon(network, 2, "worker.Worker", "-c", "1", "-m", "1g", master);
                JobProcess third = daemon(network, 3, "worker.Worker", "-c", "1", "-m", "1g", master);
                FaultyRun run = FaultyRun.startBehind(
                        network.on(1),
                        directory.toString(),
                        directory,
                        directory,
                        configuration,
                        "--master",
                        master,
                        "--properties-file",
                        settings.toString(),
                        "--conf",
                        "spark.ui.enabled=true")) {
            run.awaitRound(20);
            ProcessHandle executor = executorOf(second);
            ProcessHandle lost = executorOf(third);
            assertThat(network.listening(1, run.job().pid()))
                    .as("driver: endpoint, blocks, UI")
                    .containsExactly("10.7.0.1:35001", "10.7.0.1:35002", "10.7.0.1:35003");
            assertThat(network.listening(2, executor.pid()))
                    .as("executor: blocks")
                    .containsExactly("10.7.0.2:35004");

            network.cutOff(3);
            TimeUnit.SECONDS.sleep(CUT_SECONDS);
            run.job().await("Spark has given it up", () -> run.logged("Lost executor") > 0);
            run.awaitRound(run.files().roundsSoFar() + 20);
            network.join(3);
            run.job()
                    .await(
                            "a new executor on the host that is back",
                            () -> third.executors().stream().anyMatch(each -> each.pid() != lost.pid()));
            assertThat(run.files().roundsSoFar()).as("rounds done when it came").isLessThan(ROUNDS);
            run.assertEndsWhole(ROUNDS, AGENTS);
            assertThat(run.sha256()).isEqualTo(Oracle.sha256(configuration));
            assertThat(Stream.of(chief, second, third)).allMatch(JobProcess::isAlive);
        }
    }

    private static ProcessHandle executorOf(JobProcess worker) {
        return worker.executors().get(0);
    }

    private JobProcess daemon(HostNetwork network, int host, String name, String... arguments) {
        List<String> command = new ArrayList<>(network.on(host));
        command.add(JobProcess.sparkHome(directory).resolve("bin/spark-class").toString());
        command.add("org.apache.spark.deploy." + name);
        command.addAll(List.of("--host", HostNetwork.address(host), "--webui-port", "0"));
        command.addAll(List.of("--properties-file", settings.toString()));
        command.addAll(List.of(arguments));
        return JobProcess.start(directory, command.toArray(String[]::new));
    }
}
