package org.quorumsgd.bench;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table: a number for each repetition, from what the entrants measured in it.
 *
 * @param values of all repetitions, from the entrants' measurements by name
 * @param target null where the number is there to be looked at
 */
public record Claim(
        String what,
        String unit,
        Function<Function<String, List<Double>>, List<Double>> values,
        @Nullable Target target) {

    /** What an entrant measured. */
    public static Claim of(Entrant entrant, @Nullable Target target) {
        return new Claim(entrant.name(), entrant.unit(), measured -> measured.apply(entrant.name()), target);
    }

    /** What one measured over what the other measured next to it, in the same repetition. */
    public static Claim ratio(String what, Entrant above, Entrant below, @Nullable Target target) {
        return new Claim(
                what,
                "ratio",
                measured -> {
                    List<Double> numerators = measured.apply(above.name());
                    List<Double> denominators = measured.apply(below.name());
                    return IntStream.range(0, numerators.size())
                            .mapToObj(i -> numerators.get(i) / denominators.get(i))
                            .toList();
                },
                target);
    }
}
