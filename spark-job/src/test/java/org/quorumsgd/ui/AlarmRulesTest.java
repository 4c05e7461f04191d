package org.quorumsgd.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quorumsgd.page.Alarm;
import org.quorumsgd.page.AlarmRules;

/** Each alarm comes when it should, and none comes in runs that went well. */
final class AlarmRulesTest {
    private static final double NO_BOUND = 0;

    private final AlarmRules rules = new AlarmRules();
    private final EnumMap<Measure, Double> values = new EnumMap<>(Measure.class);
    private final Random noise = new Random(1);
    private long round;

    /** Real runs: every synchronous file of conf/algorithms, five on a virtual clock, the digits and Fashion-MNIST of the README, and a noisy quadratic. */
    @Test
    void noAlarmComesInRunsThatWentWell() throws IOException {
        Map<String, AlarmRules> runs = new LinkedHashMap<>();
        try (BufferedReader csv =
                new BufferedReader(new InputStreamReader(getClass().getResourceAsStream("honest-runs.csv"), UTF_8))) {
            List<Measure> measures = Arrays.stream(csv.readLine().split(",", -1))
                    .skip(3)
                    .map(column -> Measure.valueOf(column.toUpperCase(Locale.ROOT)))
                    .toList();
            csv.lines().map(line -> line.split(",", -1)).forEach(cells -> {
                values.clear();
                for (int at = 0; at < measures.size(); at++) {
                    values.put(measures.get(at), number(cells[3 + at]));
                }
                round = (long) number(cells[3]);
                runs.computeIfAbsent(cells[0], name -> new AlarmRules())
                        .completed(row(), (int) number(cells[1]), number(cells[2]));
            });
        }
        assertThat(runs)
                .hasSize(29)
                .allSatisfy((run, rules) -> assertThat(rules.alarms()).isEmpty());
    }

    @Test
    void spreadThatGrowsPastItsBoundIsDesynchronizedUntilItComesBack() {
        settle();
        assertThat(play(100, 4, step -> values.put(Measure.SPREAD, 1 + 0.1 * step)))
                .singleElement()
                .satisfies(alarm -> {
                    assertThat(alarm.kind()).isEqualTo(Alarm.Kind.DESYNCHRONIZED);
                    // Twice the bound is passed in step 71; the median of five is there two rounds later.
                    assertThat(alarm.from()).isEqualTo(round - 100 + 73);
                    assertThat(alarm.lasts()).isTrue();
                });
        List<Alarm> after = play(10, 4, step -> values.put(Measure.SPREAD, 1.0));
        assertThat(after)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.to()).isEqualTo(round - 10 + 3));
    }

    @Test
    void spreadAboveItsBoundThatDoesNotGrowIsNone() {
        settle();
        values.put(Measure.SPREAD, 1.0);
        assertThat(play(200, 0.1, step -> {})).isEmpty();
    }

    @Test
    void withoutABoundTenTimesTheUsualSpreadIsDesynchronized() {
        settle();
        assertThat(play(50, NO_BOUND, step -> values.put(Measure.SPREAD, Math.pow(1.2, step))))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.text()).contains("usually"));
    }

    @Test
    void agentsThatAreNotCoupledMaySpread() {
        settle();
        values.put(Measure.COUPLING_GAIN, 0.0);
        assertThat(play(100, 4, step -> values.put(Measure.SPREAD, Math.pow(1.2, step))))
                .isEmpty();
    }

    /** Rounds of a virtual clock in logs of a version that did not measure the staleness, and of a real clock. */
    @ParameterizedTest
    @EnumSource(names = {"VIRTUAL_TIME", "MEAN_STALENESS"})
    void theSpreadOfAgentsInTheirOwnTimeIsNotJudged(Measure measured) {
        settle();
        values.put(measured, 7.0);
        assertThat(play(100, 4, step -> values.put(Measure.SPREAD, Math.pow(1.2, step))))
                .isEmpty();
        assertThat(play(20, NO_BOUND, step -> values.put(Measure.SPREAD, 1e-13)))
                .isEmpty();
    }

    @Test
    void agentsThatAreCopiesHaveCollapsed() {
        settle();
        assertThat(play(20, NO_BOUND, step -> values.put(Measure.SPREAD, 1e-13)))
                .extracting(Alarm::kind)
                .containsExactly(Alarm.Kind.COLLAPSED);
    }

    @Test
    void pullOfHalfTheDistanceThatLeavesNoMoreThanTwoStepsIsACollapse() {
        settle();
        values.put(Measure.COUPLING_GAIN, 9.0); // x 0.1 = 0.9 of the distance
        assertThat(play(20, NO_BOUND, step -> values.put(Measure.SPREAD, 0.011)))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.text()).contains("0.90 of the distance", "1.0 steps"));
    }

    @Test
    void weakPullWithTheSameSpreadIsNoCollapse() {
        settle();
        values.put(Measure.COUPLING_GAIN, 1.0);
        assertThat(play(20, NO_BOUND, step -> values.put(Measure.SPREAD, 0.011)))
                .isEmpty();
    }

    @Test
    void lossAndGradientThatGrowAreDiverging() {
        play(50, NO_BOUND, step -> values.put(Measure.TRAIN_LOSS, 2.3 / (1 + 0.1 * step)));
        assertThat(play(40, NO_BOUND, step -> {
                    values.put(Measure.TRAIN_LOSS, 0.4 * Math.pow(1.2, step));
                    values.put(Measure.GRADIENT_NORM, Math.pow(1.2, step));
                }))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.kind()).isEqualTo(Alarm.Kind.DIVERGING));
    }

    @Test
    void infiniteLossIsDiverging() {
        settle();
        values.put(Measure.TRAIN_LOSS, Double.POSITIVE_INFINITY);
        values.put(Measure.GRADIENT_NORM, Double.POSITIVE_INFINITY);
        assertThat(play(5, NO_BOUND, step -> {})).extracting(Alarm::kind).containsExactly(Alarm.Kind.DIVERGING);
    }

    /** A quadratic whose agents start at its minimum: loss and gradient can only grow, to what the noise makes of them. */
    @Test
    void lossThatRisesToItsNoiseFloorDoesNotDiverge() {
        assertThat(play(500, NO_BOUND, step -> {
                    double stationary = 1 - Math.exp(-step / 100.0);
                    values.put(Measure.TRAIN_LOSS, stationary * (1 + 0.3 * noise.nextGaussian()));
                    values.put(Measure.GRADIENT_NORM, 1 + stationary);
                }))
                .isEmpty();
    }

    @Test
    void noisyMinibatchLossDoesNotDiverge() {
        assertThat(play(2_000, NO_BOUND, step -> {
                    double loss = 2.3 * Math.exp(-step / 100.0) + 0.01;
                    values.put(Measure.TRAIN_LOSS, loss * Math.exp(0.3 * noise.nextGaussian()));
                    values.put(Measure.GRADIENT_NORM, Math.exp(0.5 * noise.nextGaussian()));
                }))
                .isEmpty();
    }

    @Test
    void halfTheUsualThroughputIsAnAlarmUntilItIsNearlyBack() {
        settle();
        values.put(Measure.IMAGES_PER_SECOND, 450.0);
        List<Alarm> slow = play(10, NO_BOUND, step -> {});
        assertThat(slow)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.text()).isEqualTo("450.0 images/s, usually 1000 in this run"));
        values.put(Measure.IMAGES_PER_SECOND, 600.0);
        assertThat(play(10, NO_BOUND, step -> {})).as("still slow").isEmpty();
        values.put(Measure.IMAGES_PER_SECOND, 800.0);
        assertThat(play(10, NO_BOUND, step -> {})).noneMatch(Alarm::lasts).hasSize(1);
    }

    @Test
    void halfTheThroughputOfLessThanThirtySecondsIsNoneAndThenOneThatBeganBefore() {
        settle();
        values.put(Measure.IMAGES_PER_SECOND, 450.0);
        assertThat(play(20, NO_BOUND, step -> values.put(Measure.WALL_SECONDS, 1.0 * step)))
                .isEmpty();
        assertThat(play(20, NO_BOUND, step -> values.put(Measure.WALL_SECONDS, 20.0 + step)))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.from()).isEqualTo(53));
    }

    @Test
    void oneSlowRoundIsNone() {
        settle();
        assertThat(play(100, NO_BOUND, step -> values.put(Measure.IMAGES_PER_SECOND, step % 10 == 0 ? 1.0 : 1000)))
                .isEmpty();
    }

    @Test
    void agentIsStuckFromARoundsDeadlineUntilNobodyIsLate() {
        assertThat(rules.late(11, "")).isEmpty();
        assertThat(rules.late(11, "agent 3: waiting for a core, no report for 60 s"))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.text()).startsWith("agent 3: "));
        assertThat(rules.late(12, "agent 2: computing its round, no report for 60 s"))
                .as("one lasts already")
                .isEmpty();
        assertThat(rules.late(13, "")).noneMatch(Alarm::lasts).hasSize(1);
    }

    @Test
    void alarmThatComesAndGoesDoesNotFillTheMemory() {
        for (int each = 0; each < 1_000; each++) {
            rules.late(each, "agent 0");
            rules.late(each, "");
        }
        assertThat(rules.alarms()).hasSize(50);
    }

    private interface Change {
        void at(int step);
    }

    /** A quiet beginning. */
    private void settle() {
        assertThat(play(50, NO_BOUND, step -> {})).isEmpty();
    }

    private List<Alarm> play(int rounds, double bound, Change change) {
        values.putIfAbsent(Measure.TRAIN_LOSS, 1.0);
        values.putIfAbsent(Measure.SPREAD, 1.0);
        values.putIfAbsent(Measure.CENTER_NORM, 10.0);
        values.putIfAbsent(Measure.GRADIENT_NORM, 1.0);
        values.putIfAbsent(Measure.LEARNING_RATE, 0.1);
        values.putIfAbsent(Measure.COUPLING_GAIN, 1.0);
        values.putIfAbsent(Measure.IMAGES_PER_SECOND, 1000.0);
        List<Alarm> changes = new ArrayList<>();
        for (int step = 1; step <= rounds; step++) {
            change.at(step);
            round++;
            changes.addAll(rules.completed(row(), 4, bound));
        }
        return changes;
    }

    private RoundRow row() {
        double[] all = Measure.ALL.stream()
                .mapToDouble(measure -> values.getOrDefault(measure, Double.NaN))
                .toArray();
        return new RoundRow("r", round, 0, all, new float[4], new float[4], new float[4], new float[4], new float[4]);
    }

    private static double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }
}
