package org.quorumsgd.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a run is: a bar on a terminal, otherwise a plain line every now and then. */
final class Progress implements AutoCloseable {
    private static final double SECONDS_BETWEEN_LINES = 10;

    private final PrintStream out;
    private final long rounds;
    private final @Nullable ProgressBar bar;
    private double lastLine = Double.NEGATIVE_INFINITY;

    private Progress(PrintStream out, long rounds, @Nullable ProgressBar bar) {
        this.out = out;
        this.rounds = rounds;
        this.bar = bar;
    }

    static Progress of(String name, long rounds) {
        if (System.console() == null) {
            return lines(System.out, rounds);
        }
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(rounds)
                .setUnit(" rounds", 1)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(250)
                .build();
        return new Progress(System.out, rounds, bar);
    }

    /** Shows nothing. */
    static Progress silent(long rounds) {
        return new Progress(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), rounds, null);
    }

    static Progress lines(PrintStream out, long rounds) {
        return new Progress(out, rounds, null);
    }

    void show(MeasuredRound round) {
        long done = round.record().round() + 1L;
        if (bar != null) {
            bar.setExtraMessage(measures(round));
            bar.stepTo(done);
        } else if (round.validation().count() > 0
                || done == rounds
                || round.wallSeconds() - lastLine >= SECONDS_BETWEEN_LINES) {
            lastLine = round.wallSeconds();
            double left = round.wallSeconds() / done * (rounds - done);
            out.printf(
                    Locale.ROOT,
                    "round %d/%d · epoch %.2f · %s · %s left%n",
                    done,
                    rounds,
                    round.epoch(),
                    measures(round),
                    duration(left));
        }
    }

    private static String measures(MeasuredRound round) {
        String measures = String.format(
                Locale.ROOT,
                "loss %.4f · spread %.2e · %,.0f images/s",
                round.record().trainLoss(),
                round.record().synchronization().spread(),
                round.imagesPerSecond());
        if (round.validation().count() == 0) {
            return measures;
        }
        double error = round.validation().errorRate();
        return measures
                + (Double.isNaN(error)
                        ? String.format(
                                Locale.ROOT,
                                " · validation loss %.4g",
                                round.validation().meanLoss())
                        : String.format(Locale.ROOT, " · validation error %.4f", error));
    }

    static String duration(double seconds) {
        Duration duration = Duration.ofSeconds(Math.round(seconds));
        return duration.toHours() > 0
                ? String.format(Locale.ROOT, "%dh %02dm", duration.toHours(), duration.toMinutesPart())
                : String.format(Locale.ROOT, "%dm %02ds", duration.toMinutes(), duration.toSecondsPart());
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
