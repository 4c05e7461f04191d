package org.quorumsgd.theory;

/**
 * How fast agents that hear a common signal forget their differences, exp(-rate t) with t = learning rate times steps. A
 * rate that is not positive is no statement about divergence: the theory then says nothing.
 */
public final class SynchronizationRate {
    private SynchronizationRate() {}

    /**
     * k - lambdabar = k + (smallest curvature), for dx^i/dt = -grad f(x^i) + k (z(t) - x^i) and any signal z: the centre of
     * mass (QSGD), a low-pass filter of it (EASGD) or any other quorum dynamics (appendix A).
     *
     * <p>Boffi &amp; Slotine, Theorem 3.1; k + lambda for a strongly convex loss, footnote 7.
     */
    public static double ofCommonSignal(HessianBounds hessian, double gain) {
        return Require.nonNegative("coupling gain", gain) + hessian.smallest();
    }

    /** The gain that k must exceed for {@link #ofCommonSignal} to be positive: max(0, lambdabar). Theorem 3.1. */
    public static double gainThreshold(HessianBounds hessian) {
        return Math.max(0, -hessian.smallest());
    }
}
