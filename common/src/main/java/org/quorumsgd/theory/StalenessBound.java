package org.quorumsgd.theory;

/**
 * How well SGD with stale gradients does on an L-smooth loss: with T gradients g_t, unbiased at the models x_t,
 * E|g_t - grad f(x_t)|^2 &lt;= sigma^2, E|g_t|^2 &lt;= G^2, each applied once, with learning rate eta &lt;= 1/(2L),
 *
 * <pre>
 *   (1/T) sum_t E|grad f(x_t)|^2 &lt;= 4 Delta / (eta T) + 2 L eta sigma^2 + 2 L^2 eta^2 G^2 (1/T) sum_t S_t^2
 * </pre>
 *
 * with Delta = f(x_0) - min f, and S_t the staleness: how many of the gradients before g_t are not in x_t. That is asynchronous SGD of
 * a server, where S_t is the commits of others since the pull, and DASGD, if optimisers are SGD, eta is constant and an agent commits
 * or broadcasts each gradient. The shape is that of Tosi &amp; Theobald 2023 (abstract); constants were derived: on the virtual
 * sequence y_t = x_0 - eta sum_{s &lt; t} g_s smoothness gives
 *
 * <pre>
 *   E f(y_{t+1}) &lt;= E f(y_t) - (eta/4) E|grad f(x_t)|^2 + (eta/2) L^2 E|y_t - x_t|^2 + (L/2) eta^2 sigma^2,
 * </pre>
 *
 * and |y_t - x_t|^2 &lt;= eta^2 S_t times the sum of S_t squares of gradients.
 *
 * @param smoothness L &gt; 0
 * @param learningRate eta &gt; 0
 * @param gap Delta &gt;= 0
 * @param noise sigma^2 &gt;= 0, summed over the parameters
 * @param gradientSquare G^2 &gt;= 0
 */
public record StalenessBound(double smoothness, double learningRate, double gap, double noise, double gradientSquare) {
    public StalenessBound {
        Require.positive("smoothness", smoothness);
        Require.positive("learning rate", learningRate);
        Require.nonNegative("gap of the loss", gap);
        Require.nonNegative("noise", noise);
        Require.nonNegative("square of the gradient", gradientSquare);
    }

    /** Whether eta &lt;= 1/(2L). */
    public boolean holds() {
        return learningRate <= 1 / (2 * smoothness);
    }

    /** 4 Delta / (eta T), what the start costs. */
    public double start(long gradients) {
        Require.that(gradients >= 1, "number of gradients", gradients, "at least 1");
        return 4 * gap / (learningRate * gradients);
    }

    /** 2 L eta sigma^2. */
    public double noiseFloor() {
        return 2 * smoothness * learningRate * noise;
    }

    /**
     * 2 L^2 eta^2 G^2 S_rms^2, what staleness costs.
     *
     * @param meanSquare (1/T) sum_t S_t^2
     */
    public double staleness(double meanSquare) {
        double step = smoothness * learningRate;
        return 2 * step * step * gradientSquare * Require.nonNegative("mean square of the staleness", meanSquare);
    }

    /** The sum of the three, on the mean of E|grad f(x_t)|^2. */
    public double total(long gradients, double meanSquare) {
        Require.that(holds(), "learning rate", learningRate, "at most 1 / (2L) = " + 1 / (2 * smoothness));
        return start(gradients) + noiseFloor() + staleness(meanSquare);
    }
}
