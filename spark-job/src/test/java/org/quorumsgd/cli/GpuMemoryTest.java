package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver's tool is a script with its output's form: where the tests run there is no GPU. */
final class GpuMemoryTest {
    private static final double MIB = 1 << 20;

    @TempDir
    private Path directory;

    @Test
    void everyGpuIsToldWithItsMemoryInBytes() throws IOException {
        assertThat(saying("0, NVIDIA H100 80GB HBM3, 81559, 81080", "1, NVIDIA A10, with a comma, 23028, 512"))
                .containsExactly(
                        new GpuMemory(0, "NVIDIA H100 80GB HBM3", 81559 * MIB, 81080 * MIB),
                        new GpuMemory(1, "NVIDIA A10, with a comma", 23028 * MIB, 512 * MIB));
    }

    @Test
    void agentsThatFitAreThoseOfTheFreeMemory() {
        GpuMemory gpu = new GpuMemory(0, "NVIDIA A10", 23028 * MIB, 512 * MIB);
        assertThat(gpu.text(100 * MIB))
                .isEqualTo("NVIDIA A10, 512.0 MiB free of 23028.0 MiB: about 5 agents beside the libraries' own");
        assertThat(gpu.text(0)).isEqualTo("NVIDIA A10, 512.0 MiB free of 23028.0 MiB");
    }

    @Test
    void withoutADriverOrWithAnotherAnswerThereIsNone() throws IOException {
        assertThat(GpuMemory.of(directory.resolve("missing").toString())).isEmpty();
        assertThat(saying("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."))
                .isEmpty();
        assertThat(saying("0, NVIDIA GB10, [N/A], [N/A]")).isEmpty();
        assertThat(saying()).isEmpty();
    }

    private List<GpuMemory> saying(String... lines) throws IOException {
        Path tool = directory.resolve("nvidia-smi");
        Files.writeString(tool, "#!/bin/sh\ncat <<'END'\n" + String.join("\n", lines) + "\nEND\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        return GpuMemory.of(tool.toString());
    }
}
