package org.quorumsgd.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.cli.JobProcess;

/** bin/driver-exit-code on logs that {@link KubernetesIT} does not bring about. */
final class DriverExitCodeIT {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A service mesh adds a container; the template gives the driver's a name of its own.
                "3   | \\t container name: mesh\\n\\t exit code: 0\\n\\t container name: spark-kubernetes-driver\\n\\t exit code: 3\\n",
                "0   | \\t container name: spark-kubernetes-driver\\n\\t exit code: 0\\n\\t container name: mesh\\n\\t exit code: 137\\n",
                "2   | \\t container name: mine\\n\\t exit code: 2\\n\\t container name: mesh\\n\\t exit code: 0\\n",
                // The last word of a driver that was seen before it ended.
                "4   | \\t container name: spark-kubernetes-driver\\n\\t container state: running\\n"
                        + "\\t container name: spark-kubernetes-driver\\n\\t exit code: 4\\n",
                // Submitted, not waited for.
                "0   | 01:02:03 info Client: Deployed Spark application q with submission ID quorum:q into Kubernetes\\n"
            })
    void itIsTheDrivers(int expected, String log) {
        try (JobProcess process = wrapped("printf '" + log + "' >&2")) {
            assertThat(process.exitCode()).isEqualTo(expected);
            assertThat(String.join("\\n", process.err()).replace("\t", "\\t") + "\\n")
                    .as("goes on")
                    .isEqualTo(log);
        }
    }

    @Test
    void noCodeToBeSeenIsAFailure() {
        try (JobProcess process = wrapped("echo 'info: phase: Running'; exit 0")) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.out()).containsExactly("info: phase: Running");
            assertThat(process.err()).singleElement().asString().startsWith("The driver's exit code is unknown");
        }
    }

    @Test
    void aClientThatFailsHasTheLastWord() {
        try (JobProcess process = wrapped("printf '\\t exit code: 0\\n' >&2; exit 5")) {
            assertThat(process.exitCode()).isEqualTo(5);
        }
    }

    @Test
    void aSignalEndsTheClient() {
        try (JobProcess process = wrapped("echo up; exec sleep 300")) {
            process.await("the client", () -> process.out().contains("up"));
            process.signal("TERM");
            assertThat(process.exitCode()).isEqualTo(128 + 15);
        }
    }

    private JobProcess wrapped(String client) {
        return JobProcess.start(
                directory, JobProcess.REPOSITORY.resolve("bin/driver-exit-code").toString(), "sh", "-c", client);
    }
}
