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
 * were derived (Jury conditions, docs/mathematics.md; compared with eigenvalues).
 *
 * @param quorumStep beta &gt; 0
 * @param dampingRatio zeta &gt; 0; 1 is critical in continuous time
 */
public record SecondOrderFilter(double quorumStep, double dampingRatio) {
    public SecondOrderFilter {
        Require.positive("step of the quorum variable", quorumStep);
        Require.positive("damping ratio", dampingRatio);
    }

    /** With an input of its own: beta^2 + 4 zeta beta &lt; 4, which implies zeta beta &lt; 1. */
    public boolean stableAlone() {
        return square(quorumStep) + 4 * dampingRatio * quorumStep < 4;
    }

    /**
     * Fed back to p agents under SGD on f(x) = a x^2 / 2, h = eta a and alpha = beta / p, old values on both sides: xbar' = (1 - h -
     * alpha) xbar + alpha z. Stable iff
     *
     * <pre>
     * h &gt; 0,   h + alpha &lt; 2,   4 (1 - zeta beta)(2 - h - alpha) &gt; beta^2 (2 - h)
     * </pre>
     *
     * With momentum the last line, with {@link StabilityEdge}'s h' for h, is necessary but no longer sufficient: a filter
     * with little damping and a heavy ball can excite each other slowly.
     */
    public boolean stable(double h, int agents) {
        double room = 2 - h - quorumStep / Require.atLeastOne("number of agents", agents);
        return h > 0 && room > 0 && 4 * (1 - dampingRatio * quorumStep) * room > square(quorumStep) * (2 - h);
    }
}
