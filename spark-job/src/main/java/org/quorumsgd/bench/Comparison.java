package org.quorumsgd.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.run.BenchReport;

/**
 * Entrants that are measured in turn, A B C A B C ..., and what is claimed of them. What disturbs the machine hits neighbours
 * alike, so a ratio is taken within each repetition. While one runs, the others wait for a line of input and use no core.
 *
 * @param name by which it is chosen
 * @param title what is compared, in one line
 */
public record Comparison(String name, String title, int repetitions, List<Entrant> entrants, List<Claim> claims) {
    public Comparison {
        entrants = List.copyOf(entrants);
        claims = List.copyOf(claims);
    }

    /** Runs all of it; a contender that fails ends the comparison with an exception. */
    public Outcome run(Consumer<String> progress) {
        Map<Entrant, Contender> running = new LinkedHashMap<>();
        try {
            entrants.forEach(entrant -> running.put(entrant, entrant.start().get()));
            running.forEach((entrant, contender) -> progress.accept(entrant.name() + ": " + contender.description()));
            running.forEach((entrant, contender) -> warmUp(entrant, contender, progress));
            Map<String, List<Double>> measured = new LinkedHashMap<>();
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                List<String> shown = new ArrayList<>();
                running.forEach((entrant, contender) -> {
                    double value = contender.run(entrant.amount());
                    measured.computeIfAbsent(entrant.name(), name -> new ArrayList<>())
                            .add(value);
                    shown.add(entrant.name() + " " + number(value));
                });
                progress.accept(repetition + "/" + repetitions + "  " + String.join(" | ", shown));
            }
            return outcome(running, measured);
        } finally {
            // JVMs take seconds to end.
            running.values().parallelStream().forEach(Contender::close);
        }
    }

    private static void warmUp(Entrant entrant, Contender contender, Consumer<String> progress) {
        if (entrant.warmUp() > 0) {
            progress.accept("warming up " + entrant.name());
            contender.run(entrant.warmUp());
        }
    }

    private Outcome outcome(Map<Entrant, Contender> running, Map<String, List<Double>> measured) {
        List<BenchReport.Measurements> contenders = new ArrayList<>();
        running.forEach((entrant, contender) -> contenders.add(new BenchReport.Measurements(
                name,
                entrant.name(),
                contender.description(),
                contender.parameters(),
                entrant.unit(),
                entrant.amount(),
                measured.getOrDefault(entrant.name(), List.of()))));
        List<BenchReport.Row> rows =
                claims.stream().map(claim -> row(claim, measured)).toList();
        return new Outcome(contenders, rows);
    }

    private BenchReport.Row row(Claim claim, Map<String, List<Double>> measured) {
        List<Double> sorted = claim.values().apply(entrant -> measured.getOrDefault(entrant, List.of())).stream()
                .sorted()
                .toList();
        double median = median(sorted);
        Target target = claim.target();
        return new BenchReport.Row(
                name,
                claim.what(),
                claim.unit(),
                median,
                sorted.get(0),
                sorted.get(sorted.size() - 1),
                sorted.size(),
                target == null ? null : target.side().sign(),
                target == null ? null : target.bound(),
                target == null ? null : target.isMetBy(median));
    }

    private static double median(List<Double> sorted) {
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** Three significant digits, or whole. */
    public static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /** What the entrants are and measured, and the table's rows. */
    public record Outcome(List<BenchReport.Measurements> contenders, List<BenchReport.Row> rows) {
        public Outcome {
            contenders = List.copyOf(contenders);
            rows = List.copyOf(rows);
        }
    }
}
