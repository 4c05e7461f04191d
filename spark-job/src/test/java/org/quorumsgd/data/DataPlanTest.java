package org.quorumsgd.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.config.Assignment;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

class DataPlanTest {
    private static UniformRandomProvider random(long seed) {
        return new RandomStreams(seed).stream(Purpose.SPLIT, 0, 0);
    }

    private static DataPlan plan(int train, int test, double fraction, Assignment assignment, int agents, int limit) {
        return DataPlan.of(train, test, new SplitSettings(fraction, assignment, agents, limit), random(7));
    }

    private static DataPlan plan(int train, int test, int agents) {
        return plan(train, test, 0.2, Assignment.PARTITION, agents, SplitSettings.ALL_ROWS);
    }

    private static List<Integer> dealt(IntFunction<int[]> hands, int agents) {
        List<Integer> all = new ArrayList<>();
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int agent = 0; agent < agents; agent++) {
            int[] hand = hands.apply(agent);
            assertThat(hand).isSorted();
            least = Math.min(least, hand.length);
            most = Math.max(most, hand.length);
            Arrays.stream(hand).forEach(all::add);
        }
        assertThat(most - least).isBetween(0, 1);
        assertThat(all).doesNotHaveDuplicates();
        return all;
    }

    @ParameterizedTest
    @CsvSource({"1438, 359, 4", "1438, 359, 7", "103, 2, 1", "103, 2, 5", "10, 3, 8"})
    void shardsAreDisjointBalancedAndCoverAllRows(int train, int test, int agents) {
        DataPlan plan = plan(train, test, agents);
        List<Integer> training = dealt(plan::trainingRows, agents);
        List<Integer> validation = dealt(plan::validationRows, agents);
        assertThat(training).hasSize(plan.trainingSize());
        assertThat(validation).hasSize(plan.validationSize()).hasSize((int) Math.round(0.2 * train));
        training.addAll(validation);
        assertThat(training)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, train).boxed().toList());
        assertThat(dealt(plan::testRows, agents))
                .hasSize(plan.testSize())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, test).boxed().toList());
    }

    @Test
    void replicatedAgentsHoldAllTrainingRowsAndShareTheRest() {
        DataPlan replicated = plan(100, 30, 0.2, Assignment.REPLICATE, 3, SplitSettings.ALL_ROWS);
        DataPlan partitioned = plan(100, 30, 0.2, Assignment.PARTITION, 3, SplitSettings.ALL_ROWS);
        List<Integer> training = dealt(partitioned::trainingRows, 3);
        for (int agent = 0; agent < 3; agent++) {
            assertThat(replicated.trainingRows(agent))
                    .hasSize(80)
                    .containsExactlyInAnyOrder(training.toArray(new Integer[0]));
            assertThat(replicated.trainingShard(agent)).isEqualTo(partitioned.trainingRows(agent));
            assertThat(replicated.validationRows(agent)).isEqualTo(partitioned.validationRows(agent));
        }
    }

    @Test
    void splitDependsOnTheStreamAndNotOnTheAgents() {
        List<Integer> two = dealt(plan(100, 0, 2)::validationRows, 2);
        List<Integer> five = dealt(plan(100, 0, 5)::validationRows, 5);
        assertThat(two).containsExactlyInAnyOrderElementsOf(five);
        SplitSettings settings = new SplitSettings(0.2, Assignment.PARTITION, 2, SplitSettings.ALL_ROWS);
        assertThat(DataPlan.of(100, 0, settings, random(8)).trainingRows(0))
                .isNotEqualTo(plan(100, 0, 2).trainingRows(0));
        assertThat(plan(100, 0, 2).trainingRows(0)).isEqualTo(plan(100, 0, 2).trainingRows(0));
    }

    /** What other machines and later versions must draw again from the same seed. */
    @Test
    void splitOfSeedSevenStaysWhatItIs() {
        assertThat(plan(10, 0, 2).trainingRows(0)).containsExactly(1, 3, 6, 8);
    }

    @Test
    void limitLeavesOutLaterRows() {
        DataPlan plan = plan(100, 10, 0.2, Assignment.PARTITION, 2, 40);
        assertThat(plan.trainingSize()).isEqualTo(32);
        assertThat(plan.validationSize()).isEqualTo(8);
        assertThat(dealt(plan::trainingRows, 2)).allMatch(row -> row < 40);
        assertThat(plan(100, 10, 0.2, Assignment.PARTITION, 2, 400).trainingSize())
                .isEqualTo(80);
    }

    @Test
    void moreAgentsThanTrainingImagesAreNamed() {
        assertThat(ExampleFiles.problemsOf(() -> plan(1438, 359, 2000)))
                .containsExactly("Invalid agents: 2000 (expected at most 1150, the number of training images)");
        assertThat(plan(1438, 359, 1150).trainingRows(1149)).hasSize(1);
        assertThat(plan(1438, 359, 0.2, Assignment.REPLICATE, 2000, 1438).testRows(1999))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -0.1, 1, Double.POSITIVE_INFINITY})
    void validationFractionOutOfBoundsIsNamed(double fraction) {
        assertThat(ExampleFiles.problemsOf(() -> plan(100, 10, fraction, Assignment.PARTITION, 2, 0)))
                .containsExactly(
                        "Invalid data.validation-fraction: " + fraction + " (expected at least 0 and less than 1)",
                        "Invalid data.train-limit: 0 (expected at least 1)");
    }

    @Test
    void splitWithoutTrainingImagesIsNamed() {
        assertThat(ExampleFiles.problemsOf(() -> plan(1, 10, 0.9, Assignment.PARTITION, 1, 1)))
                .containsExactly(
                        "Invalid data.validation-fraction: 0.9 (expected less, so that at least one of 1 images"
                                + " is left for training)");
    }
}
