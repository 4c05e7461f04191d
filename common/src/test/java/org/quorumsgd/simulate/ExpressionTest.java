package org.quorumsgd.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.text.ParseException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.schedule.ConstantSchedule;

/** Gradients are held against central differences in {@link LossTest}. */
final class ExpressionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "-x^2; -9",
                "2^3^2; 512",
                "2^-1; 0.5",
                "8/4/2; 1",
                "1 - 2 - 3; -4",
                "2 + 3*x; 11",
                "(2 + 3)*x; 15",
                "--x - +1; 2",
                " .5e1*x ; 15",
                "x1 + x; 6",
                "sin(pi/2) + cos(0) + log(e) + exp(0) + sqrt(16) + abs(-3) + tan(0) + tanh(0); 11",
                "0*x^0 + (x-3)^2; 0"
            })
    void operatorsHaveTheirUsualPrecedence(String text, double expected) throws ParseException {
        assertThat(Expression.parse(text, 1).value(new double[] {3})).isCloseTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'';1;0;a number, x, pi, e, ( or one of abs, cos, exp, log, sin, sqrt, tan, tanh",
                "x1 + y;2;5;a number, x1, x2, pi, e, ( or one of abs, cos, exp, log, sin, sqrt, tan, tanh",
                "x1^2 + x4;3;7;a number, x1 to x3, pi, e, ( or one of abs, cos, exp, log, sin, sqrt, tan, tanh",
                "x + 1;2;0;a number, x1, x2, pi, e, ( or one of abs, cos, exp, log, sin, sqrt, tan, tanh",
                "2 x;1;2;an operator or the end",
                "x + 1);1;5;an operator or the end",
                "(x + 1;1;6;an operator or )",
                "sin x;1;4;( after sin",
                "x ** 2;1;3;a number, x, pi, e, ( or one of abs, cos, exp, log, sin, sqrt, tan, tanh",
                "x99999999999;1;0;a number, x, pi, e, ( or one of abs, cos, exp, log, sin, sqrt, tan, tanh",
                "1e999*x;1;0;a number below 1.8e308"
            })
    void whatIsNoExpressionIsRefusedWithPlaceAndExpectation(String text, int dimension, int offset, String expected) {
        assertThatThrownBy(() -> Expression.parse(text, dimension)).isInstanceOfSatisfying(ParseException.class, e -> {
            assertThat(e.getErrorOffset()).isEqualTo(offset);
            assertThat(e).hasMessage(expected);
        });
    }

    @Test
    void depthAndLengthAreBounded() {
        for (String deep :
                List.of("(".repeat(5000), "-".repeat(5000) + "x", "2^".repeat(4000) + "x", "sin(".repeat(2000))) {
            assertThatThrownBy(() -> Expression.parse(deep, 1))
                    .isInstanceOf(ParseException.class)
                    .hasMessage("at most 200 levels of nesting");
        }
        assertThatThrownBy(() -> Expression.parse("x+".repeat(5000) + "x", 1))
                .isInstanceOf(ParseException.class)
                .hasMessage("at most 10000 characters");
    }

    @Test
    void aLongSumIsNotDeep() throws ParseException {
        double[] gradient = new double[1];
        Expression.parse("x+".repeat(4000) + "x", 1).gradient(new double[] {1}, gradient);
        assertThat(gradient[0]).isEqualTo(4001);
    }

    @Test
    void derivativesAreExactWhereDifferencesAreNot() throws ParseException {
        double[] gradient = new double[1];
        Expression.parse("x^2 / 2 + 1e12", 1).gradient(new double[] {1e-9}, gradient);
        assertThat(gradient[0]).isEqualTo(1e-9);
        Expression.parse("abs(x) + x^2 + x^0", 1).gradient(new double[] {0}, gradient);
        assertThat(gradient[0]).isZero();
    }

    /** The wells of the first figure, written out: single precision and double differ by rounding over these few steps. */
    @Test
    void anExpressionIsSimulatedLikeTheLossItWrites() throws ParseException {
        Loss written = Expression.parse("0.02*(x^4 - 4*x^2 + 0.2*x + 2.4*sin(20*x) + 1.2*sin(35*x))", 1);
        float[] expected = finalPositions(PaperModels.WAVY);
        float[] positions = finalPositions(written);
        for (int i = 0; i < expected.length; i++) {
            assertThat(positions[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    private static float[] finalPositions(Loss loss) {
        SimulationRules rules =
                new SimulationRules(loss, 50, CommonVariable.CENTRE, new ConstantSchedule(0.01), 0, 12, 3, 8, 8);
        return SimulationBlock.run(rules, PaperModels.DRAWS, PaperModels.simulations(10, 1))
                .get(0)
                .positions();
    }
}
