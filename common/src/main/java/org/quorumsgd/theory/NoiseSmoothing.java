package org.quorumsgd.theory;

/**
 * SGD's iterates y = x - eta grad f(x) descend, in expectation, the loss convolved with the noise of one step; the centre
 * of mass of synchronized agents the loss convolved with a noise narrower by sqrt(p):
 *
 * <pre>
 * E y'    = y    - eta grad E f( y + (eta / sqrt b) zeta )
 * E ybar' = ybar - eta grad E f( ybar + (eta / sqrt(b p)) zeta ) + eta (I - eta Hess f) eps                  (39)
 * </pre>
 *
 * <p>Boffi &amp; Slotine, section 4.1 (38)-(39), to first order; derived. The distortion eps puts smoothing back: agents cannot be
 * closer to each other than one step of their noise, so smoothing on that scale survives any coupling.
 */
public final class NoiseSmoothing {
    private NoiseSmoothing() {}

    /** eta sigma / sqrt b: standard deviation per coordinate of the noise that smooths one agent's loss. */
    public static double ofAgent(double learningRate, int batchSize, double noiseVariance) {
        return Require.positive("learning rate", learningRate)
                * Math.sqrt(Require.nonNegative("noise variance", noiseVariance)
                        / Require.atLeastOne("batch size", batchSize));
    }

    /** eta sigma / sqrt(b p): the same for the centre of p synchronized agents. */
    public static double ofCentre(double learningRate, int batchSize, double noiseVariance, int agents) {
        return ofAgent(learningRate, batchSize, noiseVariance)
                / Math.sqrt(Require.atLeastOne("number of agents", agents));
    }
}
