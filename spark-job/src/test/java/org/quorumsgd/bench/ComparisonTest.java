package org.quorumsgd.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.run.BenchReport;

final class ComparisonTest {
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    @Test
    void entrantsAreWarmedUpAndThenRunInTurn() {
        comparison(2, entrant("a", 9, 1, 2), entrant("b", 0, 3, 4)).run(line -> {});
        assertThat(calls).startsWith("a 9", "a 5", "b 5", "a 5", "b 5");
        assertThat(calls.subList(5, calls.size())).containsExactlyInAnyOrder("a closed", "b closed");
    }

    @Test
    void ratiosAreTakenWithinEachRepetition() {
        Entrant a = entrant("a", 0, 8, 20, 3);
        Entrant b = entrant("b", 0, 2, 4, 3);
        Comparison comparison = new Comparison(
                "c",
                "title",
                3,
                List.of(a, b),
                List.of(Claim.of(a, null), Claim.ratio("a / b", a, b, Target.atLeast(4))));
        Comparison.Outcome outcome = comparison.run(line -> {});
        assertThat(outcome.rows())
                .containsExactly(
                        new BenchReport.Row("c", "a", "ms", 8, 3, 20, 3, null, null, null),
                        // 8/2, 20/4, 3/3; the ratio of the medians would be 8/3
                        new BenchReport.Row("c", "a / b", "ratio", 4, 1, 5, 3, ">=", 4.0, true));
        assertThat(outcome.contenders())
                .extracting(BenchReport.Measurements::values)
                .containsExactly(List.of(8.0, 20.0, 3.0), List.of(2.0, 4.0, 3.0));
    }

    @Test
    void theMedianOfAnEvenNumberIsHalfWay() {
        Entrant a = entrant("a", 0, 1, 4, 2, 8);
        BenchReport.Row row = new Comparison("c", "t", 4, List.of(a), List.of(Claim.of(a, Target.atMost(2.9))))
                .run(line -> {})
                .rows()
                .get(0);
        assertThat(row.median()).isCloseTo(3, within(0.0));
        assertThat(row.met()).isFalse();
    }

    @Test
    void aContenderThatFailsEndsAllOfThem() {
        Entrant broken = new Entrant("b", "ms", 0, 5, () -> new Recorded("b", List.of()));
        Comparison comparison = comparison(1, entrant("a", 0, 1), broken);
        assertThatThrownBy(() -> comparison.run(line -> {})).isInstanceOf(RuntimeException.class);
        assertThat(calls).contains("a closed", "b closed");
    }

    @Test
    void nanMeetsNoTarget() {
        assertThat(Target.atLeast(0).isMetBy(Double.NaN)).isFalse();
        assertThat(Target.atMost(0).isMetBy(Double.NaN)).isFalse();
        assertThat(Target.atMost(2).isMetBy(2)).isTrue();
        assertThat(Target.atLeast(2).isMetBy(1.99)).isFalse();
    }

    @Test
    void aProcessThatDiesNamesItsLog(@org.junit.jupiter.api.io.TempDir java.nio.file.Path directory) {
        java.nio.file.Path log = directory.resolve("false.log");
        try (Contender dead = new ContenderProcess("dead", List.of("false"), java.util.Map.of(), log)) {
            assertThatThrownBy(dead::description).hasMessage("dead has ended without an answer; see " + log);
        }
    }

    private static Comparison comparison(int repetitions, Entrant... entrants) {
        return new Comparison("c", "title", repetitions, List.of(entrants), List.of());
    }

    private Entrant entrant(String name, int warmUp, double... values) {
        return new Entrant(
                name,
                "ms",
                warmUp,
                5,
                () -> new Recorded(name, Arrays.stream(values).boxed().toList()));
    }

    /** Measures what it is told to. */
    private final class Recorded implements Contender {
        private final String name;
        private final Iterator<Double> values;

        Recorded(String name, List<Double> values) {
            this.name = name;
            this.values = values.iterator();
        }

        @Override
        public String description() {
            return name;
        }

        @Override
        public long parameters() {
            return 0;
        }

        @Override
        public double run(int amount) {
            calls.add(name + " " + amount);
            return amount == 9 ? 0 : values.next();
        }

        @Override
        public void close() {
            calls.add(name + " closed");
        }
    }
}
