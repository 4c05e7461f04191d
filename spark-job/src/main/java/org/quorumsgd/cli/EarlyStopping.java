package org.quorumsgd.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.quorumsgd.config.EarlyStop;
import org.quorumsgd.config.EarlyStopRule;

/**
 * Which runs of a contest go on past each rung. All are judged at once, by what each has shown up to the rung: who ran when and
 * where has no part in it. Smaller is better.
 *
 * <ul>
 *   <li>halving: of n runs the floor(n / eta) with the smallest value at the rung go on, at least one; of equal ones the first
 *       (Jamieson and Talwalkar, Non-stochastic best arm identification and hyperparameter optimization, AISTATS 2016).
 *   <li>median: a run stops whose best value so far is above the median, over all other runs, of the means of their values so far
 *       (Golovin et al., Google Vizier, KDD 2017: the median stopping rule). Runs that stopped earlier count with what they had shown.
 * </ul>
 *
 * <p>A run that has nothing to show, because it failed or diverged, counts as infinitely bad. So a failure never stops a run that
 * would have gone on without it.
 */
final class EarlyStopping {
    /** Against a quotient that misses its whole number by rounding. */
    private static final double SLACK = 1e-9;

    /**
     * What a run has shown up to a rung.
     *
     * @param value at the rung
     * @param best the smallest so far
     * @param mean of all values so far
     */
    record Standing(double value, double best, double mean) {
        static final Standing NOTHING =
                new Standing(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

        /** @param values at least one, the last at the rung; NaN counts as infinitely bad */
        static Standing of(List<Double> values) {
            double[] clean = values.stream()
                    .mapToDouble(value -> Double.isNaN(value) ? Double.POSITIVE_INFINITY : value)
                    .toArray();
            return new Standing(
                    clean[clean.length - 1],
                    Arrays.stream(clean).min().orElseThrow(),
                    Arrays.stream(clean).sum() / clean.length);
        }
    }

    private final EarlyStop rule;
    private final String measure;
    private final int runs;
    private final TreeSet<Integer> going = new TreeSet<>();
    /** Of the runs that have stopped. */
    private final Map<Integer, Standing> last = new HashMap<>();

    private int places;

    /** @param runs number of runs, all of which begin */
    EarlyStopping(EarlyStop rule, int runs) {
        this.rule = rule;
        this.measure = rule.measure().label().replace('-', ' ');
        this.runs = runs;
        this.places = runs;
        IntStream.range(0, runs).forEach(going::add);
    }

    /** Whether the run was good enough at all rungs so far. */
    boolean goesOn(int run) {
        return going.contains(run);
    }

    int going() {
        return going.size();
    }

    /**
     * Judges the runs that have come to the next rung.
     *
     * @param standings of all runs; of those that have stopped they are not looked at
     * @return which of them stop and why, in the order of the runs
     */
    Map<Integer, String> judge(List<Standing> standings) {
        Map<Integer, String> stops = rule.rule() == EarlyStopRule.HALVING ? halve(standings) : median(standings);
        stops.keySet().forEach(run -> {
            going.remove(run);
            last.put(run, standings.get(run));
        });
        return stops;
    }

    private Map<Integer, String> halve(List<Standing> standings) {
        places = Math.max(1, (int) Math.floor(places / rule.eta() + SLACK));
        List<Integer> ranking = new ArrayList<>(going);
        ranking.sort(Comparator.comparingDouble(run -> standings.get(run).value())); // stable: equals stay in order
        Map<Integer, String> stops = new TreeMap<>();
        if (ranking.size() > places) {
            double bar = standings.get(ranking.get(places - 1)).value();
            for (int run : ranking.subList(places, ranking.size())) {
                stops.put(
                        run,
                        text(
                                "%s %.4g is not among the best %d of %d, which end at %.4g",
                                measure, standings.get(run).value(), places, ranking.size(), bar));
            }
        }
        return stops;
    }

    private Map<Integer, String> median(List<Standing> standings) {
        Map<Integer, String> stops = new TreeMap<>();
        for (int run : going) {
            double[] others = IntStream.range(0, runs)
                    .filter(other -> other != run)
                    .mapToDouble(other ->
                            last.getOrDefault(other, standings.get(other)).mean())
                    .sorted()
                    .toArray();
            if (others.length > 0) {
                double bar = (others[(others.length - 1) / 2] + others[others.length / 2]) / 2;
                double best = standings.get(run).best();
                if (best > bar) {
                    stops.put(
                            run,
                            text(
                                    "best %s %.4g is worse than %.4g, the median of the %d other runs' means",
                                    measure, best, bar, others.length));
                }
            }
        }
        return stops;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
