package org.quorumsgd.cli;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.quorumsgd.cli.QuadraticPrediction.Quantity;
import org.quorumsgd.cli.QuadraticPrediction.Value;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.ClockName;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.measure.CentreOfMass;
import org.quorumsgd.vector.Vector;

/**
 * Bound, closed form and measurement of a run on the noisy quadratic, side by side. Measured is the mean over the second half
 * of the planned rounds and over all coordinates. Coordinates are independent, so the scatter of their time averages gives
 * the standard error. Of asynchronous SGD besides what {@link StalenessComparison} says.
 */
final class QuadraticComparison implements LoadedWorkload.Comparison {
    private final Configuration configuration;
    private final StalenessComparison staleness;
    private final long firstRound;
    private final Map<Quantity, CoordinateMeans> measured = new EnumMap<>(Quantity.class);
    private long first;
    private long last;

    QuadraticComparison(Configuration configuration) {
        this.configuration = configuration;
        this.staleness = new StalenessComparison(configuration);
        this.firstRound = RunLength.of(configuration, configuration.value(Keys.QUADRATIC_EXAMPLES))
                        .planned(configuration)
                / 2;
        for (Quantity quantity : Quantity.values()) {
            measured.put(quantity, new CoordinateMeans(configuration.value(Keys.QUADRATIC_DIMENSION)));
        }
    }

    @Override
    public void completed(RoundRecord round, Vector quorum) {
        staleness.completed(round);
        if (round.round() < firstRound) {
            return;
        }
        last = round.round() + 1L;
        first = first == 0 ? last : first;
        List<float[]> positions = round.positions();
        float[] centre = CentreOfMass.of(positions).hostValues();
        means(Quantity.CENTRE).addSquares(centre);
        means(Quantity.QUORUM).addSquares(quorum.hostValues());
        means(Quantity.DISPERSION).addSquaredDistances(positions, centre);
    }

    @Override
    public String text() {
        if (first == 0) {
            return "Noisy quadratic: ended before the second half of the run, nothing to compare";
        }
        QuadraticPrediction prediction = QuadraticPrediction.of(configuration);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "Theory and measurement, per coordinate, mean over rounds %,d to %,d", first, last));
        prediction
                .obstacle()
                .ifPresent(why -> text.append(System.lineSeparator())
                        .append("No closed form applies: ")
                        .append(why));
        line(text, "quantity", "bound (22)", "closed form", "measured", "measured / closed form");
        for (Quantity quantity : Quantity.values()) {
            if (quantity == Quantity.QUORUM
                    && configuration.value(Keys.ALGORITHM) != Algorithm.EASGD
                    && configuration.value(Keys.CLOCK) == ClockName.NONE) {
                continue; // it is the centre
            }
            Value value = prediction.values().stream()
                    .filter(candidate -> candidate.quantity() == quantity)
                    .findFirst()
                    .orElse(new Value(quantity, Double.NaN, Double.NaN));
            CoordinateMeans means = means(quantity);
            line(
                    text,
                    quantity.text(),
                    number("%.4e", value.bound()),
                    number("%.4e", value.exact()),
                    String.format(Locale.ROOT, "%.4e ± %.1e", means.mean(), means.standardError()),
                    number("%.4f", means.mean() / value.exact()));
        }
        staleness.text().ifPresent(line -> text.append(System.lineSeparator()).append(line));
        return text.toString();
    }

    private CoordinateMeans means(Quantity quantity) {
        CoordinateMeans means = measured.get(quantity);
        if (means == null) {
            throw new IllegalStateException("no " + quantity);
        }
        return means;
    }

    private static void line(
            StringBuilder text, String quantity, String bound, String exact, String measured, String ratio) {
        text.append(System.lineSeparator())
                .append(String.format(
                        Locale.ROOT, "  %-32s %11s  %11s  %20s  %22s", quantity, bound, exact, measured, ratio));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    /** Time averages of one non-negative quantity, kept for each coordinate. */
    private static final class CoordinateMeans {
        private final double[] sums;
        private long rounds;

        private CoordinateMeans(int coordinates) {
            this.sums = new double[coordinates];
        }

        private void addSquares(float[] vector) {
            rounds++;
            for (int j = 0; j < sums.length; j++) {
                sums[j] += (double) vector[j] * vector[j];
            }
        }

        /** Adds (1/p) sum_i (x^i_j - xbar_j)^2. */
        private void addSquaredDistances(List<float[]> positions, float[] centre) {
            rounds++;
            for (float[] position : positions) {
                for (int j = 0; j < sums.length; j++) {
                    double distance = (double) position[j] - centre[j];
                    sums[j] += distance * distance / positions.size();
                }
            }
        }

        private double mean() {
            double sum = 0;
            for (double coordinate : sums) {
                sum += coordinate;
            }
            return sum / sums.length / rounds;
        }

        /** NaN for one coordinate. */
        private double standardError() {
            double mean = mean();
            double squares = 0;
            for (double coordinate : sums) {
                double deviation = coordinate / rounds - mean;
                squares += deviation * deviation;
            }
            return Math.sqrt(squares / (sums.length - 1.0) / sums.length);
        }
    }
}
