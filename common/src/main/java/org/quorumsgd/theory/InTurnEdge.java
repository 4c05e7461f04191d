package org.quorumsgd.theory;

/**
 * How large the step h = eta a, or one exchange alpha = eta k, may be on a quadratic of curvature a before the centre of asynchronous
 * agents grows: p agents that commit in turn, one local step of SGD between their exchanges.
 *
 * <p>There a commit is p - 1 commits of others old, so a rule that adds a share c of what the agents' steps changed makes the centre
 * go x_{t+1} = x_t - c h x_{t-(p-1)}, which converges for 0 &lt; c h &lt; 2 sin(pi / (2 (2p - 1))). Necessary and sufficient;
 * derived, compared with eigenvalues.
 *
 * @param agents p
 */
public record InTurnEdge(int agents) {
    public InTurnEdge {
        Require.atLeastOne("number of agents", agents);
    }

    /** h of DOWNPOUR, that is of asynchronous SGD (c = 1): 2, 1, .618, .445 for p = 1 to 4, pi / (2p) for many. */
    public double downpour() {
        return 2 * Math.sin(Math.PI / (2 * (2.0 * agents - 1)));
    }

    /** h of rates divided by staleness + 1 (c = 1/p; rule A), or by the largest staleness + 1 (C): between 2 and pi / 2. */
    public double dynSgd() {
        return agents * downpour();
    }

    /** h of rates divided by the staleness (c = 1 / max(1, p - 1); rule B). */
    public double stalenessAware() {
        return Math.max(1, agents - 1) * downpour();
    }

    /**
     * alpha of EASGD, where 0 &lt; h &lt; 2; h = 0 is the flat loss. A mode that a commit multiplies by mu has
     *
     * <pre>
     *   (mu^p - 1 + h + alpha) (mu - 1 + alpha) = alpha^2
     * </pre>
     *
     * <p>For odd p the first to reach |mu| = 1 is mu = -1: (4 - 2h) / (4 - h), whatever p (Zhang et al. 2015, sec. 4). For even p it is
     * a pair a little beside -1 and alpha a little more: .7071, .6751, .6687 against .6667 at h = 1 for p = 2, 4, 8.
     */
    public double easgd(double h) {
        Require.that(h >= 0 && h < 2, "step h", h, "at least 0 and below 2");
        if (agents % 2 == 1) {
            return (4 - 2 * h) / (4 - h);
        }
        // mu = -exp(-i phi): the equation is linear in 1 / alpha, whose imaginary part has one zero for phi in (0, pi /
        // p).
        double low = 0;
        double high = Math.PI / agents;
        for (int halving = 0; halving < 60; halving++) {
            double middle = (low + high) / 2;
            if (imaginaryPart(h, middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double cosine = Math.cos(agents * low);
        return 1 / (0.5 - (cosine - (1 - h)) / squaredModulus(h, cosine));
    }

    /** Up to a positive factor, of 1 / alpha. */
    private double imaginaryPart(double h, double phi) {
        return Math.tan(phi / 2) * squaredModulus(h, Math.cos(agents * phi)) - 2 * Math.sin(agents * phi);
    }

    /** |mu^p - 1 + h|^2. */
    private static double squaredModulus(double h, double cosine) {
        double g = 1 - h;
        return 1 - 2 * g * cosine + g * g;
    }
}
