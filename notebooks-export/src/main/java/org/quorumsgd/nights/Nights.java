package org.quorumsgd.nights;

import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.report.Directory;

/** The nights of a batch up to one of them, which is compared with those before it. */
public final class Nights {
    /** Nights that one is compared with: long enough for the wandering of a machine, short enough to forget an old version. */
    private static final int COMPARED_WITH = 7;
    /** Nights that a page shows. */
    private static final int SHOWN = 30;

    private final String batch;
    private final List<Night> nights;
    private final NightComparison comparison;

    private Nights(String batch, List<Night> nights) {
        this.batch = batch;
        this.nights = nights;
        int last = nights.size() - 1;
        this.comparison = NightComparison.of(nights.subList(Math.max(0, last - COMPARED_WITH), last), nights.get(last));
    }

    /**
     * Reads the nights.
     *
     * @param output the directory of the nights' directories {@code <batch>-<date>}
     * @param batch what the nights have in common
     * @param tonight the last to read
     * @throws InvalidInputException when no night or a broken one is found
     */
    public static Nights read(Directory output, String batch, LocalDate tonight) throws IOException {
        List<Night> nights = new ArrayList<>();
        for (Directory directory : output.subdirectories()) {
            Optional<LocalDate> date = date(directory.name(), batch);
            if (date.isPresent() && !date.get().isAfter(tonight) && Night.isIn(directory)) {
                nights.add(Night.read(date.get(), directory));
            }
        }
        nights.sort(Comparator.comparing(Night::date));
        if (nights.isEmpty()) {
            throw InvalidInputException.of("Invalid nights: none of " + batch + " in " + output
                    + " (expected directories such as " + batch + "-" + tonight + ")");
        }
        return new Nights(batch, nights.subList(Math.max(0, nights.size() - SHOWN), nights.size()));
    }

    private static Optional<LocalDate> date(String directory, String batch) {
        if (!directory.startsWith(batch + "-")) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(directory.substring(batch.length() + 1)));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // of another batch whose name begins like this one's
        }
    }

    /** Whether the last night is worse than those before it. */
    public boolean hasRegressions() {
        return comparison.hasRegressions();
    }

    /** What changed, for a console. */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add(verdict());
        comparison.changes().forEach(change -> lines.add("  " + change.text()));
        comparison
                .broken()
                .forEach(run -> lines.add("  regression: " + run.run() + " " + run.status() + ", done last night"));
        if (!comparison.otherBits().isEmpty()) {
            lines.add("  other bits than last night of the same configuration and seed: "
                    + comparison.otherBits().stream().map(NightRun::run).collect(Collectors.joining(", ")));
        }
        comparison.differences().forEach(difference -> lines.add("  changed: " + difference));
        return lines;
    }

    /** One page about all of them; links go to the nights' own reports beside it. */
    public String html() {
        return NightsPage.html(batch, verdict(), nights, comparison);
    }

    private String verdict() {
        List<Night> earlier = comparison.earlier();
        if (earlier.isEmpty()) {
            return "The first night of " + batch + "; the next one will be compared with it";
        }
        long worse = comparison.changes().stream().filter(Change::isRegression).count()
                + comparison.broken().size();
        long better = comparison.changes().stream()
                .filter(change -> !change.isRegression())
                .count();
        return String.format(
                Locale.ROOT,
                "%s and %s against %s (%d comparisons; a night without any change raises an alarm in 1 of %.0f)",
                count(worse, "regression"),
                count(better, "improvement"),
                earlier.size() == 1
                        ? earlier.get(0).date().toString()
                        : earlier.size() + " nights since " + earlier.get(0).date(),
                comparison.tests(),
                1 / NightComparison.FALSE_ALARMS);
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
