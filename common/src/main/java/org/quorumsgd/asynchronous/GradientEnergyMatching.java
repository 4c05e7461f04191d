package org.quorumsgd.asynchronous;

import java.util.Collections;
import org.quorumsgd.ensemble.GemMeasures;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * Gradient energy matching (GEM; Hermans and Louppe 2018, arXiv 1805.08469), as in the authors' code. Every agent scales what it commits
 * so that the centre moves as far as the agent's own momentum would, however many others move it too. For every parameter
 *
 * <pre>
 *   m^i' = mu m^i + D,   pi = (kappa |m^i'| - |W - s^i|) / |D + 1e-12| within [0, 5],
 *   W' = W + pi D,       the agent goes on from W'
 * </pre>
 *
 * D = x^i - W_pulled is one local step of SGD in the paper; with tau of them it is what they changed together, like the other rules'.
 * W is the centre that the commit meets (the code pulls it again for that), s^i one that the agent saw before, see {@link Reference}; both
 * begin with the first centre and m with 0.
 *
 * <p>Beside the paper: the clamp, which Algorithm 1 lacks and without which random orders of commits diverge on a quadratic, because
 * pi &lt; 0 goes uphill; and the small number inside |D + 1e-12|. On a constant gradient, in turn, updates have the mean M / (p + 1) or M / p,
 * by the reference, M = eta |g| / (1 - mu); how agents share it stays periodic. One agent is not momentum SGD: it goes |m| along the
 * sign of its latest step, which is the same only until the first overshoot, and only for M &lt;= 5 eta |g| with the clamp.
 *
 * @param agents p
 * @param momentum mu in [0, 1); the paper's is 0.9
 * @param energyScale kappa &gt; 0; the paper's is 1, it calls 2 a good value
 */
public record GradientEnergyMatching(
        int agents, double momentum, double energyScale, Reference reference, Scalings scalings) implements CommitRule {
    private static final double SMALL = 1e-12;
    private static final double LARGEST_SCALING = 5;

    /** s, from where an agent counts how far the centre has moved. */
    public enum Reference {
        /** The centre that its last commit met, as in the code: the move contains that commit, so p + 1 updates share an energy. */
        BEFORE_COMMIT,
        /** The centre that its last commit made: only what others moved. */
        AFTER_COMMIT
    }

    /** What happens to pi outside [0, 5]. */
    public enum Scalings {
        CLAMPED,
        UNLIMITED
    }

    public GradientEnergyMatching {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException(
                    "Invalid momentum of GEM: " + momentum + " (expected at least 0 and below 1)");
        }
        if (!(energyScale > 0)) {
            throw new IllegalArgumentException("Invalid kappa: " + energyScale + " (expected > 0)");
        }
    }

    @Override
    public Server start(Vector centre) {
        AgentMemory blank = new AgentMemory(centre.zeros(), centre);
        return new Server(centre, HeapVector.zeros(0), 0, 0, Collections.nCopies(agents, blank));
    }

    @Override
    public Server commit(Server server, Commit commit) {
        AgentMemory memory = server.memories().get(commit.agent());
        Vector displacement = commit.displacement();
        Vector nextMomentum = displacement.copy();
        nextMomentum.axpy((float) momentum, memory.momentum());
        double[] factors = factors(server.centre(), memory.seen(), displacement, nextMomentum);
        float[] centre = server.centre().hostValues();
        float[] step = displacement.hostValues();
        float[] moved = new float[centre.length];
        for (int j = 0; j < moved.length; j++) {
            double factor = scalings == Scalings.CLAMPED ? clamped(factors[j]) : factors[j];
            moved[j] = (float) (centre[j] + factor * step[j]);
        }
        Vector next = server.centre().zeros();
        next.assign(moved);
        Vector seen = reference == Reference.BEFORE_COMMIT ? server.centre() : next;
        return server.after(commit, next, server.velocity())
                .remembering(commit.agent(), new AgentMemory(nextMomentum, seen));
    }

    @Override
    public GemMeasures measures(Server before, Server after, Commit commit) {
        Vector seen = before.memories().get(commit.agent()).seen();
        Vector moving = after.memories().get(commit.agent()).momentum();
        double[] factors = factors(before.centre(), seen, commit.displacement(), moving);
        int outside = 0;
        for (double factor : factors) {
            outside += clamped(factor) == factor ? 0 : 1;
        }
        return new GemMeasures(
                after.centre().squaredDistance(seen) / 2,
                energyScale * energyScale * moving.dot(moving) / 2,
                (double) outside / factors.length);
    }

    /** pi before the clamp, shape (n,). */
    private double[] factors(Vector centre, Vector seen, Vector displacement, Vector nextMomentum) {
        float[] met = centre.hostValues();
        float[] from = seen.hostValues();
        float[] step = displacement.hostValues();
        float[] moving = nextMomentum.hostValues();
        double[] factors = new double[met.length];
        for (int j = 0; j < factors.length; j++) {
            double left = energyScale * Math.abs((double) moving[j]) - Math.abs((double) met[j] - from[j]);
            factors[j] = left / Math.abs(step[j] + SMALL);
        }
        return factors;
    }

    private static double clamped(double factor) {
        return Math.min(LARGEST_SCALING, Math.max(0, factor));
    }
}
