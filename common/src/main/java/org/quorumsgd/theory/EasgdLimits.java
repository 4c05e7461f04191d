package org.quorumsgd.theory;

/**
 * EASGD's quadratic laws in limits where they are simple enough to steer by. All derived; f(x) = a x^2 / 2, rates per unit of
 * t = eta times steps. The quorum variable acts as one more particle without noise, of p times the agents' mobility.
 */
public final class EasgdLimits {
    private EasgdLimits() {}

    /** Var xbar of EASGD over that of QSGD as eta -&gt; 0: (a + k p) / (a + k + k p). */
    public static double centreVarianceRatio(double curvature, double gain, int agents) {
        return (Require.positive("curvature", curvature) + filterRate(gain, agents)) / total(curvature, gain, agents);
    }

    /** Var q of EASGD over Var xbar of QSGD as eta -&gt; 0: k p / (a + k + k p). */
    public static double quorumVarianceRatio(double curvature, double gain, int agents) {
        return filterRate(gain, agents) / total(Require.positive("curvature", curvature), gain, agents);
    }

    /**
     * For k far above a: EASGD with p agents is SGD on their pooled batch with learning rate eta p / (p + 1), half of eta for
     * one agent. The control that any claim of EASGD's regularization has to beat.
     */
    public static double effectiveLearningRate(double learningRate, int agents) {
        return Require.positive("learning rate", learningRate)
                * agents
                / (Require.atLeastOne("number of agents", agents) + 1.0);
    }

    /**
     * The gain at which the step beta = eta k p of the quorum variable is c: c / (eta p). A fixed gain meets EASGD's
     * instability, near beta = 2, as p grows; this one does not: c = 1 is stable for every p above 1 while h stays below 1,
     * c = 1/2 for every p while h stays below 4/3. {@link StabilityEdge#easgd} has the exact limit.
     */
    public static double gainOfQuorumStep(double quorumStep, double learningRate, int agents) {
        return Require.nonNegative("step of the quorum variable", quorumStep)
                / (Require.positive("learning rate", learningRate) * Require.atLeastOne("number of agents", agents));
    }

    /**
     * The limit of p Var q for p to infinity at fixed beta = eta k p, exact for the discrete update:
     * beta eta sigma^2 (2 - beta - h + beta h) / ( a b (2 - beta)(2 - h)(beta + h - beta h) ), h = eta a.
     *
     * @throws IllegalArgumentException unless 0 &lt; h &lt; 2 and 0 &lt; beta &lt; 2, the stable range in this limit
     */
    public static double manyAgentsQuorumVariance(
            double curvature, double learningRate, double quorumStep, int batchSize, double noiseVariance) {
        double h = learningRate * curvature;
        double be = quorumStep;
        Require.that(h > 0 && h < 2, "learning rate times curvature", h, "above 0 and below 2");
        Require.that(be > 0 && be < 2, "step of the quorum variable", be, "above 0 and below 2");
        Require.nonNegative("noise variance", noiseVariance);
        return be
                * learningRate
                * noiseVariance
                * (2 - be - h + be * h)
                / (curvature * Require.atLeastOne("batch size", batchSize) * (2 - be) * (2 - h) * (be + h - be * h));
    }

    private static double filterRate(double gain, int agents) {
        return Require.nonNegative("coupling gain", gain) * Require.atLeastOne("number of agents", agents);
    }

    private static double total(double curvature, double gain, int agents) {
        return curvature + gain + filterRate(gain, agents);
    }
}
