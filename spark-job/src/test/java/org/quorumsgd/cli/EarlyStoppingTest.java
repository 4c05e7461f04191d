package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.quorumsgd.cli.EarlyStopping.Standing;
import org.quorumsgd.config.EarlyStop;
import org.quorumsgd.config.EarlyStopMeasure;
import org.quorumsgd.config.EarlyStopRule;

final class EarlyStoppingTest {
    private static final long SEED = 20261121;

    @Test
    void halvingKeepsTheBestThirdOfEachRungAndAtLeastOne() {
        EarlyStopping halving = new EarlyStopping(rule(EarlyStopRule.HALVING, 3), 7);
        assertThat(halving.judge(at(7, 1, 6, 2, 5, 3, 4)).keySet()).containsExactly(0, 2, 4, 5, 6);
        assertThat(halving.judge(at(0, 9, 0, 8, 0, 0, 0)).keySet()).containsExactly(1);
        assertThat(halving.judge(at(0, 0, 0, 7, 0, 0, 0))).isEmpty();
        assertThat(halving.going()).isEqualTo(1);
        assertThat(halving.goesOn(3)).isTrue();
    }

    @Test
    void halvingSaysTheValueAndTheBar() {
        EarlyStopping halving = new EarlyStopping(rule(EarlyStopRule.HALVING, 2), 4);
        assertThat(halving.judge(at(0.5, 2.3026, 0.25, 1)))
                .containsEntry(1, "validation loss 2.303 is not among the best 2 of 4, which end at 0.5000")
                .containsOnlyKeys(1, 3);
    }

    @Test
    void ofEqualRunsTheFirstGoesOn() {
        EarlyStopping halving = new EarlyStopping(rule(EarlyStopRule.HALVING, 2), 4);
        assertThat(halving.judge(at(1, 0.5, 1, 1)).keySet()).containsExactly(2, 3);
    }

    /** Means 1, 2, 3 and 10; the bests are held against the medians of the others' means 3, 3, 2 and 2. */
    @Test
    void medianStopsARunWhoseBestIsAboveTheMedianOfTheOthersMeans() {
        EarlyStopping median = new EarlyStopping(rule(EarlyStopRule.MEDIAN, 3), 4);
        List<Standing> standings = List.of(
                Standing.of(List.of(1.5, 0.5)),
                Standing.of(List.of(2.0, 2.0)),
                Standing.of(List.of(4.0, 2.0)),
                Standing.of(List.of(9.0, 11.0)));
        assertThat(median.judge(standings))
                .containsOnlyKeys(3)
                .containsEntry(
                        3, "best validation loss 9.000 is worse than 2.000, the median of the 3 other runs' means");
    }

    /** Of two others the median lies midway. */
    @Test
    void medianOfAnEvenNumberLiesMidway() {
        EarlyStopping median = new EarlyStopping(rule(EarlyStopRule.MEDIAN, 3), 3);
        assertThat(median.judge(at(1, 3, 2.1))).containsOnlyKeys(1, 2);
        EarlyStopping close = new EarlyStopping(rule(EarlyStopRule.MEDIAN, 3), 3);
        assertThat(close.judge(at(1, 3, 2))).containsOnlyKeys(1);
    }

    @Test
    void aStoppedRunCountsForTheMedianWithWhatItHadShown() {
        EarlyStopping median = new EarlyStopping(rule(EarlyStopRule.MEDIAN, 3), 3);
        median.judge(at(1, 9, 1));
        // The others' means are 9 (stopped) and 1: the bar for the last one is 5. Without the stopped one it would be
        // 1.
        assertThat(median.judge(at(1, 0, 4))).isEmpty();
    }

    @Test
    void whatIsNotANumberIsInfinitelyBad() {
        assertThat(Standing.of(List.of(1.0, Double.NaN)))
                .isEqualTo(new Standing(Double.POSITIVE_INFINITY, 1, Double.POSITIVE_INFINITY));
        EarlyStopping halving = new EarlyStopping(rule(EarlyStopRule.HALVING, 2), 2);
        assertThat(halving.judge(List.of(Standing.of(List.of(Double.NaN)), Standing.of(List.of(1e9)))))
                .containsOnlyKeys(0);
    }

    /** 2,000 contests of random values; whoever stops while others have failed stops without these failures as well. */
    @Test
    void aFailureStopsNobodyWhoWouldHaveGoneOn() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int contest = 0; contest < 2000; contest++) {
            int runs = random.nextInt(2, 12);
            EarlyStopRule name = random.nextBoolean() ? EarlyStopRule.HALVING : EarlyStopRule.MEDIAN;
            EarlyStop rule = rule(name, random.nextDouble(1.1, 5));
            List<Standing> whole = new ArrayList<>();
            List<Standing> withFailures = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                Standing standing = Standing.of(random.doubles(3).boxed().toList());
                whole.add(standing);
                withFailures.add(random.nextInt(4) == 0 ? Standing.NOTHING : standing);
            }
            var stopped = new EarlyStopping(rule, runs).judge(withFailures).keySet();
            var undisturbed = new EarlyStopping(rule, runs).judge(whole).keySet();
            assertThat(undisturbed)
                    .as("contest %d of seed %d", contest, SEED)
                    .containsAll(stopped.stream()
                            .filter(run -> withFailures.get(run) != Standing.NOTHING)
                            .toList());
        }
    }

    /** The rung is where the run is judged first from its fraction on: periods of 7 steps in rounds of 3 end in rounds 3, 5, 7, 10, ... */
    @Test
    void rungsLieWhereRunsAreJudged() {
        RunLength length = new RunLength(84, 12, 3);
        assertThat(IntStream.rangeClosed(1, 8).mapToLong(round -> length.firstPeriodEnd(round, 7)))
                .containsExactly(3L, 3L, 3L, 5L, 5L, 7L, 7L, 10L);
        for (long round = 1; round < 200; round++) {
            long end = length.firstPeriodEnd(round, 7);
            assertThat(end * 3 / 7).isGreaterThan((end - 1) * 3 / 7);
            for (long between = round; between < end; between++) {
                assertThat(between * 3 / 7).isEqualTo((between - 1) * 3 / 7);
            }
        }
    }

    private static EarlyStop rule(EarlyStopRule name, double eta) {
        return new EarlyStop(name, EarlyStopMeasure.VALIDATION_LOSS, List.of(0.1, 0.3), eta);
    }

    /** One value each. */
    private static List<Standing> at(double... values) {
        return DoubleStream.of(values)
                .mapToObj(value -> Standing.of(List.of(value)))
                .toList();
    }
}
