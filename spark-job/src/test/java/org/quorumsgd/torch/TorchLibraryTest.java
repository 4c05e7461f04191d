package org.quorumsgd.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.quorumsgd.config.GpuAlgorithms;
import org.quorumsgd.config.InvalidInputException;

final class TorchLibraryTest {
    @Test
    void theLibraryForGpusIsLookedForBesideWhatHasBeenChosenAndWhereNothingHas() {
        assertThat(TorchLibrary.withGpus("", ":")).isEqualTo("-gpu");
        assertThat(TorchLibrary.withGpus("-onednn-avx2", ":")).isEqualTo("-onednn-avx2:-gpu");
        assertThat(TorchLibrary.withGpus("-gpu", ":")).isEqualTo("-gpu");
    }

    @Test
    void gpusRepeatTheirBitsUnlessTheyAreToBeFastAndAllAgentsOfAProcessAlike() {
        TorchLibrary.enable();
        TorchLibrary.tell(GpuAlgorithms.FAST);
        assertThat(torch.globalContext().deterministicCuDNN()).isFalse();
        assertThat(torch.globalContext().benchmarkCuDNN()).isTrue();

        TorchLibrary.choose(GpuAlgorithms.DETERMINISTIC);
        TorchLibrary.choose(GpuAlgorithms.DETERMINISTIC);
        assertThat(torch.globalContext().deterministicCuDNN()).isTrue();
        assertThat(torch.globalContext().benchmarkCuDNN()).isFalse();
        assertThatThrownBy(() -> TorchLibrary.choose(GpuAlgorithms.FAST))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "Invalid model.gpu-algorithms: fast (expected deterministic, which another run of this application has chosen)");
    }

    @Test
    void aReportNamesWhatConvolves() {
        assertThat(new TorchReport("2", 1, true, "cpu").line()).endsWith("on cpu, threads 1, convolutions by oneDNN");
        assertThat(new TorchReport("2", 1, false, "cpu").line()).endsWith("by libtorch itself");
        assertThat(new TorchReport("2", 1, true, "cuda:0").line())
                .endsWith("on cuda:0, threads 1, convolutions by cuDNN");
    }
}
