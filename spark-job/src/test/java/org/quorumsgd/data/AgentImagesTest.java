package org.quorumsgd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quorumsgd.config.Assignment;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.random.RandomStreams;

class AgentImagesTest {
    private static final ImageShape SHAPE = new ImageShape(1, 1, 1);
    private static final Normalisation AS_IT_IS = new Normalisation(new float[] {0}, new float[] {1});

    /** Each image is its row. */
    private static AgentImages images(int size, Assignment assignment, Integer... batchSizes) {
        ImageSource rows = new HeldImages(SHAPE, PixelType.FLOAT, size, row -> new byte[0], row -> new float[] {row});
        return new AgentImages(
                new ImageDataSet("rows", rows, rows),
                new SplitSettings(0, assignment, batchSizes.length, SplitSettings.ALL_ROWS),
                List.of(batchSizes),
                new RandomStreams(4));
    }

    private static List<Integer> rows(ImageSamples samples) {
        float[] row = new float[1];
        return IntStream.range(0, samples.size())
                .map(position -> {
                    samples.copyNormalised(position, AS_IT_IS, row, 0);
                    assertThat(samples.label(position)).isEqualTo((int) row[0] % 10);
                    return (int) row[0];
                })
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Assignment.class)
    void sharesOfAllAgentsAreOnePassInRandomOrder(Assignment assignment) {
        AgentImages images = images(100, assignment, 5, 5, 5);
        List<Integer> union = new ArrayList<>();
        for (int agent = 0; agent < 3; agent++) {
            List<Integer> share = rows(images.read(agent).trainingShare());
            assertThat(share)
                    .hasSizeBetween(33, 34)
                    .isNotEqualTo(share.stream().sorted().toList());
            union.addAll(share);
        }
        assertThat(union)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void anAgentHasAShareEvenWhenThereAreMoreAgentsThanImages() {
        AgentImages images = images(2, Assignment.REPLICATE, 1, 1, 1);
        assertThat(rows(images.read(2).trainingShare()))
                .isEqualTo(rows(images.read(0).trainingShare()))
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Assignment.class)
    void anAgentsPartOfTheProbeIsAFixedDrawOfItsOwnImages(Assignment assignment) {
        AgentImages images = images(100, assignment, 5, 5, 5);
        for (int agent = 0; agent < 3; agent++) {
            ImageSamples training = images.read(agent).training();
            List<Integer> probe = rows(images.probe(agent, training, 40));
            assertThat(probe).hasSize(14).doesNotHaveDuplicates();
            assertThat(rows(training)).containsAll(probe);
            assertThat(rows(images.probe(agent, training, 40))).isEqualTo(probe);
            assertThat(rows(images.probe(agent, training, 1))).hasSize(1);
            assertThat(rows(images.probe(agent, training, Integer.MAX_VALUE)))
                    .containsExactlyInAnyOrderElementsOf(rows(training));
            assertThat(rows(images.probe((agent + 1) % 3, training, 40))).isNotEqualTo(probe);
        }
    }

    @Test
    void agentsHaveBatchSizesOfTheirOwn() {
        AgentImages images = images(100, Assignment.PARTITION, 3, 7);
        assertThat(images.read(0).sampler().batch(0)).hasSize(3);
        assertThat(images.read(1).sampler().batch(0)).hasSize(7);
    }

    @Test
    void oneBatchSizeIsForAllUnlessEachHasItsOwn() {
        assertThat(AgentImages.batchSizes(configuration("agents = 3, batch-size = 8")))
                .isEqualTo(Collections.nCopies(3, 8));
        assertThat(AgentImages.batchSizes(configuration("agents = 2, batch-size = 8, batch-sizes = [4, 6]")))
                .isEqualTo(List.of(4, 6));
    }

    @Test
    void batchSizesAreOneAnAgent() {
        assertThatThrownBy(() -> new AgentImages(
                        images(10, Assignment.PARTITION, 3).dataSet(),
                        new SplitSettings(0, Assignment.PARTITION, 2, SplitSettings.ALL_ROWS),
                        List.of(3),
                        new RandomStreams(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid batch sizes: [3] (expected 2, one an agent)");
    }

    private static Configuration configuration(String text) {
        return ConfigurationLoader.fromText(text, "test", List.of());
    }
}
