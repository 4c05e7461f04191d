package org.quorumsgd.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.quorumsgd.data.ImageShape;

class NetworkMemoryTest {
    private static final ImageShape DIGITS = new ImageShape(1, 8, 8);
    private static final ImageShape CIFAR = new ImageShape(3, 32, 32);

    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    /** Parameters 64 x 16 + 16 + 16 x 10 + 10; activations 64 in, 16, 10; no convolution. */
    @Test
    void sizesOfAPerceptronAreThoseOfItsLayers() {
        NetworkMemory memory =
                NetworkMemory.of(Networks.mlp(new NetworkSettings(DIGITS, 10, 0, 0), List.of(16)), DIGITS);
        assertThat(memory).isEqualTo(new NetworkMemory(1210, 90, 0));
        assertThat(memory.trainingBytes(5)).isEqualTo(4.0 * (2 * 1210 + 5 * 3 * 90));
    }

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of("mlp", Networks.mlp(new NetworkSettings(CIFAR, 10, 0, 0), List.of(4096)), 2048),
                Arguments.of("lenet", Networks.lenet(new NetworkSettings(CIFAR, 10, 0, 0)), 1024),
                Arguments.of(
                        "boffi-cnn",
                        Networks.boffiCnn(new NetworkSettings(CIFAR, 10, 0.5, 1e-4), BoffiCnn.LIKELY),
                        512));
    }

    /** What the process grows by in three gradients: workspaces stay, so the size after them is near the largest. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void theEstimateIsWithinAFactorOfTwoOfWhatAProcessGrowsBy(String name, MultiLayerConfiguration network, int batch)
            throws Exception {
        double[] grown = new double[1];
        Thread fresh = new Thread(() -> grown[0] = growth(network, batch)); // workspaces are the thread's
        fresh.start();
        fresh.join();
        double estimate = NetworkMemory.of(network, CIFAR).trainingBytes(batch);
        System.out.printf(
                Locale.ROOT,
                "%s at batch %d: estimate %.0f MiB, grown %.0f MiB%n",
                name,
                batch,
                estimate / (1 << 20),
                grown[0] / (1 << 20));
        assertThat(estimate / grown[0]).isBetween(0.5, 2.0);
    }

    private static double growth(MultiLayerConfiguration configuration, int batch) {
        double before = residentBytes();
        MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
        network.init();
        network.setInput(Nd4j.ones(DataType.FLOAT, Networks.inputArrayShape(configuration, CIFAR, batch)));
        network.setLabels(Nd4j.ones(DataType.FLOAT, batch, 10));
        double most = before;
        for (int step = 0; step < 3; step++) {
            network.computeGradientAndScore(LayerWorkspaceMgr.noWorkspaces());
            most = Math.max(most, residentBytes());
        }
        NativeMemory.free(network);
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
        return most - before;
    }

    /** Linux's VmRSS. */
    private static double residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String line =
                    lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
            return 1024 * Double.parseDouble(line.replaceAll("[^0-9]", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
