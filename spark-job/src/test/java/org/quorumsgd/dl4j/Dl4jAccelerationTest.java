package org.quorumsgd.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quorumsgd.data.ImageShape;

class Dl4jAccelerationTest {
    private static NativeReport report;

    @BeforeAll
    static void enable() {
        report = Dl4jAcceleration.enable();
    }

    @Test
    void convolutionsReallyRunInOneDnn() {
        assertThat(report.accelerated()).isTrue();
        assertThat(report.convolutionHelper()).isEqualTo("MKLDNNConvHelper");
        assertThat(report.line())
                .contains("libjnind4jcpu")
                .contains("MKLDNNConvHelper")
                .doesNotContain("\n");
    }

    @Test
    void theLibraryIsTheFastestThatThisProcessorRuns() {
        assertThat(report.platform())
                .endsWith(CpuFeatures.ofThisMachine().platformExtensions().get(0));
    }

    @Test
    void everyLayerOfThePaperNetThatHasAHelperUsesIt() {
        MultiLayerNetwork network = new MultiLayerNetwork(
                Networks.boffiCnn(new NetworkSettings(new ImageShape(3, 32, 32), 10, 0, 0), BoffiCnn.LIKELY));
        network.init();
        assertThat(List.of(network.getLayers()).stream()
                        .map(Layer::getHelper)
                        .map(helper -> helper == null ? "-" : helper.getClass().getSimpleName()))
                .startsWith("MKLDNNConvHelper", "MKLDNNSubsamplingHelper", "MKLDNNBatchNormHelper");
    }

    @Test
    void theSecondCallGivesTheSameReport() {
        assertThat(Dl4jAcceleration.enable()).isSameAs(report);
    }

    @Test
    void avx512NeedsItsWholeSetAndAvx2() {
        String avx2 = "flags\t\t: fpu avx2 fma f16c bmi1 bmi2";
        assertThat(CpuFeatures.parse(avx2).platformExtensions()).containsExactly("-onednn-avx2", "-onednn");
        assertThat(CpuFeatures.parse(avx2 + " avx512f avx512cd avx512bw avx512dq avx512vl")
                        .platformExtensions())
                .containsExactly("-onednn-avx512", "-onednn-avx2", "-onednn");
        assertThat(CpuFeatures.parse(avx2 + " avx512f avx512cd").platformExtensions())
                .containsExactly("-onednn-avx2", "-onednn");
        assertThat(CpuFeatures.parse("Features : fp asimd").platformExtensions())
                .containsExactly("-onednn");
    }

    @Test
    void twoFaultsGiveOneWarningAndNoFaultGivesNone() {
        NativeReport slow = new NativeReport("lib.so", "linux-x86_64", "OPENBLAS", 8, "im2col", "cpu");
        assertThat(slow.warning())
                .hasValueSatisfying(line -> assertThat(line)
                        .contains("without oneDNN")
                        .contains("8 OpenMP threads")
                        .contains("OMP_NUM_THREADS=1")
                        .doesNotContain("\n"));
        assertThat(new NativeReport("lib.so", "linux-x86_64-onednn", "OPENBLAS", 1, "MKLDNNConvHelper", "cpu")
                        .warning())
                .isEmpty();
    }
}
