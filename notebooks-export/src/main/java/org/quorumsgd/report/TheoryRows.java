package org.quorumsgd.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.Forecast;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;

/** What theory says of a run beside what the run did; each row: quantity, theory, run, and whether it is as theory wants it. */
final class TheoryRows {
    private final RunDetails run;
    private final List<List<String>> rows = new ArrayList<>();

    private TheoryRows(RunDetails run) {
        this.run = run;
    }

    static List<List<String>> of(RunDetails run) {
        TheoryRows rows = new TheoryRows(run);
        Forecast forecast = run.forecast();
        int agents = run.facts().manifest().agents();
        boolean coupled = agents > 1 && !run.facts().algorithm().equals("none");
        if (forecast != null) {
            rows.start(forecast);
            if (coupled) {
                rows.coupling(forecast);
            }
        }
        if (agents > 1) {
            rows.noiseOfTheCentre(agents);
        }
        return List.copyOf(rows.rows);
    }

    private void start(Forecast forecast) {
        add(
                "curvature of the loss",
                format(
                        "eigenvalues %.3g ± %.1g to %.3g ± %.1g where the agents start",
                        forecast.smallestEigenvalue(),
                        forecast.smallestResidual(),
                        forecast.largestEigenvalue(),
                        forecast.largestResidual()),
                "",
                null);
        add(
                "learning rate η",
                format("stable below %.3g there", forecast.learningRateLimit()),
                format("%.3g at most", forecast.learningRate()),
                forecast.learningRate() < forecast.learningRateLimit());
        double noise = run.latest(RoundsTable.AGENT_NOISE);
        add(
                "variance of an agent’s gradient",
                format("%.3g at the start", forecast.agentNoise()),
                Double.isNaN(noise) ? "" : format("%.3g when last probed", noise),
                null);
    }

    private void coupling(Forecast forecast) {
        add(
                "coupling gain k",
                format("gradient agents synchronize above %.3g", forecast.gainThreshold()),
                format("%.3g at the beginning", forecast.gain()),
                forecast.gain() > forecast.gainThreshold());
        Double limit = forecast.couplingLimit();
        add(
                "η k",
                limit == null ? "no limit known" : format("stable below %.3g for exchanges at every step", limit),
                format("%.3g at most", forecast.couplingStrength()),
                limit == null ? null : forecast.couplingStrength() < limit);
        Double bound = forecast.spreadBound();
        Sample late = secondHalf(RoundsTable.SPREAD);
        add(
                "spread of the agents",
                bound == null ? "no bound (22) at this gain" : format("below %.3g on average, bound (22)", bound),
                late.size() == 0 ? "" : format("%.3g, mean of the second half of the rounds", late.mean()),
                bound == null || late.size() == 0 ? null : late.mean() <= bound);
    }

    private void noiseOfTheCentre(int agents) {
        Sample ratios = secondHalf(RoundsTable.NOISE_RATIO);
        if (ratios.size() > 0) {
            add(
                    "noise of the centre’s gradient / of an agent’s",
                    format("%.3g = 1/√p for independent minibatches", 1 / Math.sqrt(agents)),
                    format("%.3g, mean of %d probes", ratios.mean(), ratios.size()),
                    null);
        }
    }

    /** Over those rounds of the second half that are kept. */
    private Sample secondHalf(Column measure) {
        double half = run.latest(RoundsTable.ROUND) / 2;
        return new Sample(run.rounds().stream()
                .filter(row -> row.number(RoundsTable.ROUND) > half)
                .map((Row row) -> row.number(measure))
                .toList());
    }

    private void add(String quantity, String theory, String measured, @Nullable Boolean holds) {
        rows.add(List.of(quantity, theory, measured, holds == null ? "" : holds ? "yes" : "no"));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, Objects.requireNonNull(format), values);
    }
}
