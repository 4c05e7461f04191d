package org.quorumsgd.simulate;

import java.io.Serializable;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * A loss written as an expression in x1, ..., xd, with its exact gradient by reverse-mode differentiation: one pass forward for the
 * values of all subexpressions, one back for the derivatives of the last by each. What a point costs does not grow with d.
 *
 * <p>Where the expression has no value, or no derivative, a result is NaN or infinite. The syntax is that of
 * {@link ExpressionParser}.
 *
 * @param dimension d
 * @param text what it was read from
 * @param nodes subexpressions, each behind those it is made of; the last is the loss
 */
public record Expression(int dimension, String text, List<Node> nodes) implements Loss {
    /** Exact for polynomials of degree 79, and to rounding for waves that fit 8 times into the noise. */
    private static final int QUADRATURE = 40;

    private static final int MOST_SMOOTHED_DIMENSIONS = 2;

    /** A number, a coordinate, or an operation on subexpressions before it. */
    sealed interface Node extends Serializable permits Constant, Coordinate, Result {}

    record Constant(double value) implements Node {}

    /** @param index from 0 */
    record Coordinate(int index) implements Node {}

    /** @param second the first again where there is one operand */
    record Result(Operation operation, int first, int second) implements Node {}

    public Expression {
        nodes = List.copyOf(nodes);
    }

    /**
     * Reads an expression.
     *
     * @param dimension the largest index that a coordinate may have
     * @throws ParseException whose message is what was expected, and whose offset is where
     */
    public static Expression parse(String text, int dimension) throws ParseException {
        return new Expression(dimension, text, new ExpressionParser(text, dimension).parse());
    }

    @Override
    public double value(double[] x) {
        return values(x)[nodes.size() - 1];
    }

    private double[] values(double[] x) {
        double[] values = new double[nodes.size()];
        for (int i = 0; i < values.length; i++) {
            Node node = nodes.get(i);
            if (node instanceof Result result) {
                values[i] = result.operation().value(values[result.first()], values[result.second()]);
            } else if (node instanceof Coordinate coordinate) {
                values[i] = x[coordinate.index()];
            } else if (node instanceof Constant constant) {
                values[i] = constant.value();
            }
        }
        return values;
    }

    @Override
    public void gradient(double[] x, double[] gradient) {
        double[] values = values(x);
        double[] derivatives = new double[values.length];
        derivatives[values.length - 1] = 1;
        Arrays.fill(gradient, 0);
        for (int i = values.length - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node instanceof Result result) {
                double a = values[result.first()];
                double b = values[result.second()];
                derivatives[result.first()] +=
                        derivatives[i] * result.operation().byFirst(a, b);
                if (result.second() != result.first()) {
                    derivatives[result.second()] +=
                            derivatives[i] * result.operation().bySecond(a, b);
                }
            } else if (node instanceof Coordinate coordinate) {
                gradient[coordinate.index()] += derivatives[i];
            }
        }
    }

    /** By Gauss and Legendre's quadrature in one dimension and in two; NaN in more, where its grid would be too large. */
    @Override
    public double smoothed(double[] x, double halfWidth) {
        if (dimension > MOST_SMOOTHED_DIMENSIONS) {
            return Double.NaN;
        }
        if (halfWidth == 0) {
            return value(x);
        }
        double[] at = x.clone();
        return mean(at, 0, halfWidth);
    }

    /** Over coordinates {@code from} and on. */
    private double mean(double[] at, int from, double halfWidth) {
        if (from == dimension) {
            return value(at);
        }
        double centre = at[from];
        GaussIntegrator integrator = Quadrature.RULE;
        double sum = 0;
        for (int i = 0; i < integrator.getNumberOfPoints(); i++) {
            at[from] = centre + halfWidth * integrator.getPoint(i);
            sum += integrator.getWeight(i) * mean(at, from + 1, halfWidth);
        }
        at[from] = centre;
        return sum / 2;
    }

    /** On [-1, 1]. */
    private static final class Quadrature {
        private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(QUADRATURE);
    }
}
