package org.quorumsgd.ensemble;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.quorumsgd.agent.GradientDifference;
import org.quorumsgd.agent.GradientProbe;
import org.quorumsgd.agent.Model;
import org.quorumsgd.measure.CentreOfMass;
import org.quorumsgd.measure.GradientNoise;
import org.quorumsgd.measure.Lanczos;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;

/**
 * What the bounds need to know of a loss that is not given by a formula, measured where agent 0 stands.
 *
 * @param hessian extreme eigenvalues of the Hessian of the loss on the probe batch, as Lanczos' iteration finds them: the true
 *     extremes lie at these or farther out
 * @param noise of the agents' minibatch gradients where each of them stands
 */
public record CurvatureEstimate(Lanczos.Extremes hessian, GradientNoise noise) {
    /**
     * Relative to the length of the parameter vector. Rounding errs by about 1e-7 / 1e-3 of the gradient, curvature that changes
     * along the way by about the square of 1e-3.
     */
    private static final double DIFFERENCE = 1e-3;

    /**
     * Costs two gradients of the probe batch for each step and two minibatches of each agent. A product of the Hessian with a
     * direction v is (grad f(x + e v) - grad f(x - e v)) / 2e.
     */
    public static CurvatureEstimate of(Ensemble ensemble, QuorumLoop loop, RandomStreams streams, int steps) {
        Model model = loop.reports().get(0).model();
        int n = model.parameters().length();
        double length = DIFFERENCE * (1 + model.parameters().norm());
        Lanczos.Extremes extremes = Lanczos.extremes(
                direction -> hessianTimes(ensemble, model, direction, length), randomDirection(streams, n), steps);
        return new CurvatureEstimate(
                extremes, GradientNoise.of(ensemble.ask("noise of the gradients", new GradientDifference())));
    }

    private static double[] hessianTimes(Ensemble ensemble, Model model, double[] direction, double length) {
        double squares = 0;
        for (double each : direction) {
            squares += each * each;
        }
        double e = length / Math.sqrt(squares);
        List<GradientProbe.Answer> answers = ensemble.ask(
                "curvature at the start",
                new GradientProbe(List.of(
                        new GradientProbe.Point(moved(model, direction, e), 1 / (2 * e)),
                        new GradientProbe.Point(moved(model, direction, -e), -1 / (2 * e)))));
        float[] product = CentreOfMass.of(
                        answers.stream().map(GradientProbe.Answer::combination).toList())
                .hostValues();
        double[] result = new double[product.length];
        for (int j = 0; j < result.length; j++) {
            result[j] = product[j];
        }
        return result;
    }

    private static Model moved(Model model, double[] direction, double by) {
        float[] values = model.parameters().hostValues().clone();
        for (int j = 0; j < values.length; j++) {
            values[j] = (float) (values[j] + by * direction[j]);
        }
        return new Model(HeapVector.owning(values), model.statistics());
    }

    private static double[] randomDirection(RandomStreams streams, int n) {
        UniformRandomProvider random = streams.stream(Purpose.CURVATURE, 0, 0);
        ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
        double[] direction = new double[n];
        for (int j = 0; j < n; j++) {
            direction[j] = gaussian.sample();
        }
        return direction;
    }
}
