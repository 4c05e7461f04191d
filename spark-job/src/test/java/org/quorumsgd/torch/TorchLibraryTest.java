package org.quorumsgd.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TorchLibraryTest {
    @Test
    void theLibraryForGpusIsLookedForBesideWhatHasBeenChosenAndWhereNothingHas() {
        assertThat(TorchLibrary.withGpus("", ":")).isEqualTo("-gpu");
        assertThat(TorchLibrary.withGpus("-onednn-avx2", ":")).isEqualTo("-onednn-avx2:-gpu");
        assertThat(TorchLibrary.withGpus("-gpu", ":")).isEqualTo("-gpu");
    }
}
