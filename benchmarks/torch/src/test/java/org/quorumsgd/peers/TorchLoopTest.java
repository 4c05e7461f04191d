package org.quorumsgd.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.quorumsgd.contender.Contender;

final class TorchLoopTest {
    @Test
    void itIsTheNetworkOfThePresetAndItRuns() {
        try (Contender torch = new TorchLoop(2, 8)) {
            assertThat(torch.parameters()).isEqualTo(314_058);
            assertThat(torch.description()).contains("2 threads", "minibatch 8");
            assertThat(torch.run(2)).isPositive().isFinite();
        }
    }
}
