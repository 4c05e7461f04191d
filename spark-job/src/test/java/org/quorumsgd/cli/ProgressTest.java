package org.quorumsgd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.measure.Synchronization;
import org.quorumsgd.vector.HeapVector;

final class ProgressTest {
    private static final EvaluationSums JUDGED = new EvaluationSums(12, 3, 40);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Progress progress = Progress.lines(new PrintStream(bytes, true, UTF_8), 400);

    @ParameterizedTest
    @CsvSource({
        "0, 0m 00s",
        "0.4, 0m 00s",
        "59.6, 1m 00s",
        "61, 1m 01s",
        "3599, 59m 59s",
        "3599.6, 1h 00m",
        "90061, 25h 01m"
    })
    void durationsAreRoundedToWhatOneReads(double seconds, String text) {
        assertThat(Progress.duration(seconds)).isEqualTo(text);
    }

    @Test
    void lineTellsRoundMeasuresAndTimeLeft() {
        progress.show(round(99, 30, EvaluationSums.ZERO));
        assertThat(lines())
                .containsExactly(
                        "round 100/400 · epoch 2.50 · loss 1.2500 · spread 3.00e-03 · 1,280 images/s · 1m 30s left");
    }

    @Test
    void linesComeEveryTenSecondsAndWhenTheModelWasJudgedAndAtTheEnd() {
        progress.show(round(0, 0.1, EvaluationSums.ZERO));
        progress.show(round(1, 5, EvaluationSums.ZERO));
        progress.show(round(2, 10.2, EvaluationSums.ZERO));
        progress.show(round(3, 11, JUDGED));
        progress.show(round(4, 20, EvaluationSums.ZERO));
        progress.show(round(399, 20.5, EvaluationSums.ZERO));
        assertThat(lines())
                .map(line -> line.substring(0, line.indexOf(" ·")))
                .containsExactly("round 1/400", "round 3/400", "round 4/400", "round 400/400");
        assertThat(lines().get(2)).contains(" · validation error 0.0750 · ");
    }

    private List<String> lines() {
        return bytes.toString(UTF_8).lines().toList();
    }

    private static MeasuredRound round(int index, double wallSeconds, EvaluationSums validation) {
        RoundRecord record = new RoundRecord(
                index,
                2L * index + 2,
                List.of(0.1),
                1,
                List.of(1.0),
                1.25,
                2,
                new Synchronization(3e-3, 1, 0, List.of()),
                HeapVector.zeros(0),
                Double.NaN,
                List.of(),
                List.of(),
                null);
        RunLength length = new RunLength(1000, 64, 2);
        return new MeasuredRound(record, 2.5, wallSeconds, 0.1, length, validation, EvaluationSums.ZERO, null, null);
    }
}
