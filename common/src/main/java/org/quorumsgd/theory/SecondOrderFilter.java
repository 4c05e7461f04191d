package org.quorumsgd.theory;

import static org.quorumsgd.theory.SymmetricPair.square;

/**
 * Stability of a quorum variable z that follows the centre of mass as a damped oscillator,
 *
 * <pre>
 * w' = (1 - 2 zeta beta) w + beta^2 (xbar - z),   z' = z + w',   beta = p alpha = eta k p
 * </pre>
 *
 * one of the quorum dynamics dz = g(z, x) of Boffi &amp; Slotine's section 6; this member is Quorum's own and its conditions
 * were derived (Jury conditions; compared with eigenvalues).
 *
 * @param quorumStep beta &gt; 0
 * @param dampingRatio zeta &gt; 0; 1 is critical in continuous time
 */
public record SecondOrderFilter(double quorumStep, double dampingRatio) {
    public SecondOrderFilter {
        Require.positive("step of the quorum variable", quorumStep);
        Require.positive("damping ratio", dampingRatio);
    }

    /** With an input of its own: 0 &lt; zeta beta &lt; 1 and beta^2 + 4 zeta beta &lt; 4. */
    public boolean stableAlone() {
        double friction = dampingRatio * quorumStep;
        return friction < 1 && square(quorumStep) + 4 * friction < 4;
    }

    /**
     * Fed back to p agents under SGD on f(x) = a x^2 / 2, h = eta a and alpha = beta / p, old values on both sides: the map of
     * (xbar, z, w) with xbar' = (1 - h - alpha) xbar + alpha z, and for p &gt; 1 the agents' differences, h + alpha &lt; 2. With
     * c = 1 - 2 zeta beta, g = 1 - h - alpha its characteristic polynomial is l^3 - t l^2 + m l - g c,
     * t = g + c + 1 - beta^2, m = g (1 - beta^2) - alpha beta^2 + g c + c; stable iff
     *
     * <pre>
     * h &gt; 0,   4 (1 - zeta beta)(2 - h - alpha) &gt; beta^2 (2 - h),   |g c| &lt; 1,   |m - g c t| &lt; 1 - (g c)^2
     * </pre>
     */
    public boolean stable(double h, int agents) {
        double alpha = quorumStep / Require.atLeastOne("number of agents", agents);
        double stiffness = square(quorumStep);
        double c = 1 - 2 * dampingRatio * quorumStep;
        double g = 1 - h - alpha;
        double trace = g + c + 1 - stiffness;
        double minors = g * (1 - stiffness) - alpha * stiffness + g * c + c;
        return h > 0
                && 2 * (1 + c) * (2 - h - alpha) > stiffness * (2 - h)
                && Math.abs(g * c) < 1
                && Math.abs(minors - g * c * trace) < 1 - square(g * c)
                && (agents == 1 || h + alpha < 2);
    }
}
