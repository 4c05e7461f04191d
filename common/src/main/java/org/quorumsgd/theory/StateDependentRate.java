package org.quorumsgd.theory;

import java.util.List;

/**
 * Agents that pull each other with gains of their own, dx^i/dt = -grad f(x^i) + (1/p) sum_j k^j (x^j - x^i), equally
 * -grad f(x^i) + kbar (q - x^i) with kbar the mean gain and q = sum_j k^j x^j / sum_j k^j.
 *
 * <p>Boffi &amp; Slotine, Lemma 5.4, (55)-(57); the equations were derived from the text, the factor 1/p from its words that
 * equal gains give QSGD and that p does not enter.
 */
public final class StateDependentRate {
    private StateDependentRate() {}

    /**
     * (56): (1/p) sum_j k^j - lambdabar, per unit of t = learning rate times steps. Exponential synchronization holds while
     * it stays positive.
     *
     * @param gains k^j &gt;= 0 of each agent, at least one
     */
    public static double of(HessianBounds hessian, List<Double> gains) {
        Require.atLeastOne("number of gains", gains.size());
        double sum = 0;
        for (double gain : gains) {
            sum += Require.nonNegative("coupling gain", gain);
        }
        return SynchronizationRate.ofCommonSignal(hessian, sum / gains.size());
    }
}
