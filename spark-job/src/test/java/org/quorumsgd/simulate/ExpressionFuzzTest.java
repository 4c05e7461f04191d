package org.quorumsgd.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.fuzz.Fuzzing;

/** Damaged expressions are read or refused; what is read has a value and a gradient, if only NaN. */
class ExpressionFuzzTest {
    private static final long MOST_BYTES = 64 << 20;
    private static final int DIMENSION = 3;
    private static final List<String> SEEDS = List.of(
            "0.02*(x1^4 - 4*x2^2 + x3/5 + 2.4*sin(20*x1) + 1.2*sin(35*x1))",
            "exp(-x1^2/9) * tanh(x2) + sqrt(4 + x3^2)^1.5 - log(5 + cos(pi*x1)) / (1 + abs(x2*x3)) + e",
            "((((-x1^-2e-3))))",
            "(".repeat(150) + "x1" + ")".repeat(150));

    @Test
    void expressionsAreReadOrRefusedWithAPlaceInThem() throws Exception {
        List<byte[]> seeds = SEEDS.stream()
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8))
                .toList();
        new Fuzzing("expression", MOST_BYTES, seeds).withstoodBy(input -> {
            String text = new String(input, StandardCharsets.UTF_8);
            try {
                Expression expression = Expression.parse(text, DIMENSION);
                double[] x = {0.3, -1.2, 0};
                double[] gradient = new double[DIMENSION];
                expression.gradient(x, gradient);
                assertThat(expression.value(x))
                        .isEqualTo(Expression.parse(text, DIMENSION).value(x));
            } catch (ParseException e) {
                assertThat(e.getErrorOffset()).isBetween(0, text.length());
                throw InvalidInputException.of("Invalid expression (expected " + e.getMessage() + ")");
            }
        });
    }
}
