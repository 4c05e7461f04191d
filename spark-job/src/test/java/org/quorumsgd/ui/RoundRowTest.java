package org.quorumsgd.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quorumsgd.event.RoundCompleted;

class RoundRowTest {
    @Test
    void aGpuStandsBesideItsHostAndAProcessorDoesNot() {
        assertThat(host("NVIDIA L4, 22.5 GiB")).isEqualTo("node-7 (NVIDIA L4, 22.5 GiB)");
        assertThat(host("cpu")).isEqualTo("node-7");
        assertThat(host(null)).as("an event log of an earlier version").isEqualTo("node-7");
    }

    private static String host(@Nullable String device) {
        return RoundRow.host(new RoundCompleted.Agent(0, "node-7", device, 1, 1, 1, 1, 1, 1, 1, 1));
    }
}
