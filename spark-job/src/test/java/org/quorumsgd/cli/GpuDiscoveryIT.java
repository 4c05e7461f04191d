package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/gpus} tells Spark, on machines with GPUs and without. */
final class GpuDiscoveryIT {
    @TempDir
    private Path directory;

    @Test
    void sparkReadsTheIndexOfEveryGpu() throws IOException {
        try (JobProcess gpus = gpus("printf '0\\n1\\n7\\n'")) {
            gpus.endsWith(ExitCode.DONE);
            ResourceInformation found = ResourceInformation.parseJson(String.join("\n", gpus.out()));
            assertThat(found.name()).isEqualTo("gpu");
            assertThat(found.addresses()).containsExactly("0", "1", "7");
        }
    }

    @Test
    void aDriverWithoutGpusIsAnError() throws IOException {
        try (JobProcess gpus = gpus("echo 'No devices were found'; exit 6")) {
            gpus.endsWith(ExitCode.FAILED);
            assertThat(gpus.out()).isEmpty();
            assertThat(gpus.err())
                    .containsExactly("Invalid GPUs: No devices were found (expected an index a line from nvidia-smi)");
        }
    }

    @Test
    void aMachineWithoutADriverIsAnError() {
        try (JobProcess gpus = JobProcess.start(directory, "env", "PATH=", "/bin/bash", script())) {
            gpus.endsWith(ExitCode.FAILED);
            assertThat(gpus.err())
                    .containsExactly(
                            "Invalid GPUs: nvidia-smi is not on the PATH (expected a machine with an NVIDIA driver)");
        }
    }

    private JobProcess gpus(String nvidiaSmi) throws IOException {
        Path fake = Files.writeString(directory.resolve("nvidia-smi"), "#!/bin/sh\n" + nvidiaSmi + "\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        return JobProcess.start(directory, "env", "PATH=" + directory, "/bin/bash", script());
    }

    private static String script() {
        return JobProcess.REPOSITORY.resolve("bin/gpus").toString();
    }
}
