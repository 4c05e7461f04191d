package org.quorumsgd.measure;

import java.util.List;

/**
 * The noise of the minibatch gradients, estimated from each agent's difference of two of them at one point (half its square has the
 * noise's variance as mean).
 *
 * @param agent mean over the agents of |d^i|^2 / 2: estimates tr Sigma / b, the noise one agent feels
 * @param centre |(1/p) sum_i d^i|^2 / 2: estimates tr Sigma / (b p), what is left of it in the centre of mass
 */
public record GradientNoise(double agent, double centre) {
    /** @param differences d^i, shape (n,), in agent order */
    public static GradientNoise of(List<float[]> differences) {
        double squares = 0;
        for (float[] difference : differences) {
            double sum = 0;
            for (float each : difference) {
                sum += (double) each * each;
            }
            squares += sum;
        }
        double mean = CentreOfMass.of(differences).norm();
        return new GradientNoise(squares / (2 * differences.size()), mean * mean / 2);
    }

    /** Standard deviation at the centre over that at an agent; 1 / sqrt(p) for independent agents (Boffi &amp; Slotine 2020, Thm. 3.2). */
    public double ratio() {
        return Math.sqrt(centre / agent);
    }
}
