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

    @Test
    void aReportNamesWhatConvolves() {
        assertThat(new TorchReport("2", 1, true, "cpu").line()).endsWith("on cpu, threads 1, convolutions by oneDNN");
        assertThat(new TorchReport("2", 1, false, "cpu").line()).endsWith("by libtorch itself");
        assertThat(new TorchReport("2", 1, true, "cuda:0").line())
                .endsWith("on cuda:0, threads 1, convolutions by cuDNN");
    }
}
