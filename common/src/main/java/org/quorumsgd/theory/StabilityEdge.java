package org.quorumsgd.theory;

/**
 * How strong one exchange, alpha = eta k, may be on a quadratic of curvature a before the discrete updates grow; tau = 1.
 * Instability begins where a mode changes sign at every step. There momentum only rescales the gradient's part of the step,
 * so one h' stands for every optimiser, with h = eta a:
 *
 * <pre>
 * SGD         h' = h
 * heavy ball  h' = h / (1 + delta)
 * Nesterov    h' = h / (1 + delta (1 - h))
 *
 * one agent   converges for 0 &lt; h' &lt; 2
 * QSGD        alpha &lt; 2 - h'                                   whatever p (for p = 1 the pull is 0)
 * EASGD       alpha &lt; (4 - 2 h') / (2 + 2 p - p h')            that is 1/alpha &gt; 1/(2 - h') + p/2
 * </pre>
 *
 * <p>The agents' differences under EASGD obey QSGD's condition, which EASGD's own implies. Necessary and sufficient for
 * 0 &lt; h' &lt; 2 and momentum below 1; derived (Jury conditions; compared with eigenvalues). h' = 0 is the flat loss: alpha
 * &lt; 2 and alpha (p + 1) &lt; 2.
 *
 * @param effectiveStep h'
 */
public record StabilityEdge(double effectiveStep) {
    public static StabilityEdge sgd(double h) {
        return new StabilityEdge(h);
    }

    public static StabilityEdge heavyBall(double h, double momentum) {
        return new StabilityEdge(h / (1 + requireMomentum(momentum)));
    }

    public static StabilityEdge nesterov(double h, double momentum) {
        return new StabilityEdge(h / (1 + requireMomentum(momentum) * (1 - h)));
    }

    /** Whether an uncoupled agent does not grow, 0 &lt;= h' &lt; 2: no coupling stabilizes the centre of one that does. */
    public boolean holds() {
        return effectiveStep >= 0 && effectiveStep < 2;
    }

    /** alpha below which agents pulled to their centre of mass approach each other: 2 - h'. */
    public double qsgd() {
        return requireRoom();
    }

    /** alpha below which EASGD's centre and quorum variable settle: 2 (2 - h') / (2 + p (2 - h')). Falls with p. */
    public double easgd(int agents) {
        double room = requireRoom();
        return 2 * room / (2 + Require.atLeastOne("number of agents", agents) * room);
    }

    private double requireRoom() {
        Require.that(holds(), "effective step h'", effectiveStep, "at least 0 and below 2");
        return 2 - effectiveStep;
    }

    private static double requireMomentum(double momentum) {
        Require.that(momentum >= 0 && momentum < 1, "momentum", momentum, "at least 0 and below 1");
        return momentum;
    }
}
