package org.quorumsgd.decentralized;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.Place;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.asynchronous.Work;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * One agent's model, as the driver keeps it. Immutable: no one writes to its vectors.
 *
 * @param report the agent as tables show it: where its model is now, losses and times of its last step
 * @param velocity of its optimiser, shape (n,); of length 0 where that keeps none
 * @param step local steps done
 * @param contained how many gradients of each origin are in the model: always its first, for links keep order
 * @param lastStaleness of its last gradient; 0 before the first
 * @param sum of its gradients since the last broadcast, shape (n,); of length 0 where there are none
 * @param summed how many these are
 */
public record Replica(
        AgentReport report,
        Vector velocity,
        long step,
        List<Long> contained,
        int lastStaleness,
        Vector sum,
        int summed) {
    private static final Vector NONE = HeapVector.zeros(0);

    public Replica {
        contained = List.copyOf(contained);
    }

    /** @param agents p */
    static Replica starting(AgentReport start, Optimiser optimiser, int agents) {
        Vector velocity = optimiser.keepsVelocity() ? start.positionVector().zeros() : NONE;
        return new Replica(start, velocity, 0, Collections.nCopies(agents, 0L), 0, NONE, 0);
    }

    /** The gradient of the agent's next minibatch. */
    Work work(Optimiser optimiser, int round) {
        AgentState state = new AgentState(
                agent(),
                step,
                optimiser.gradientPoint(position(), velocity),
                NONE,
                HeapVector.owning(report.statistics()));
        return new Work(state, RoundPlan.of(round, 1, 0), CommonSignal.of(NONE));
    }

    /**
     * The agent's own step.
     *
     * @param done what its work has reported: the gradient, in the position's place
     * @param gradients made anywhere before this one
     */
    Replica descend(AgentReport done, Optimiser optimiser, double learningRate, long gradients) {
        Vector gradient = done.positionVector();
        Vector nextPosition = position().copy();
        Vector nextVelocity = velocity.copy();
        optimiser.step(nextPosition, nextVelocity, gradient, learningRate);
        Vector nextSum = gradient;
        if (summed > 0) {
            nextSum = sum.copy();
            nextSum.axpy(1f, gradient);
        }
        double updateNorm = Math.sqrt(nextPosition.squaredDistance(position()));
        return new Replica(
                moved(done, nextPosition, updateNorm),
                nextVelocity,
                step + 1,
                containing(contained, agent(), 1),
                Math.toIntExact(gradients - containedOfAll()),
                nextSum,
                summed + 1);
    }

    /** A step of the agent's optimiser for each parcel, in their order. */
    Replica receive(List<Parcel> parcels, Optimiser optimiser, double learningRate) {
        Vector nextPosition = position().copy();
        Vector nextVelocity = velocity.copy();
        List<Long> nextContained = contained;
        for (Parcel parcel : parcels) {
            optimiser.step(nextPosition, nextVelocity, parcel.sum(), learningRate);
            nextContained = containing(nextContained, parcel.origin(), parcel.gradients());
        }
        AgentReport now = moved(report, nextPosition, report.updateNorm());
        return new Replica(now, nextVelocity, step, nextContained, lastStaleness, sum, summed);
    }

    /** The parcel of the gradients since the last one, of which there is at least one. */
    Parcel pack(long number) {
        if (summed == 0) {
            throw new IllegalStateException("agent " + agent() + " has nothing to send");
        }
        return new Parcel(agent(), number, summed, sum);
    }

    /** The same after its broadcast. */
    Replica sent() {
        return new Replica(report, velocity, step, contained, lastStaleness, NONE, 0);
    }

    /** The same where the agent lives now. */
    Replica at(Place now) {
        return new Replica(report.at(now), velocity, step, contained, lastStaleness, sum, summed);
    }

    private static List<Long> containing(List<Long> before, int origin, int gradients) {
        List<Long> next = new ArrayList<>(before);
        next.set(origin, next.get(origin) + gradients);
        return next;
    }

    /** How many gradients, of whichever agents, are in the model. */
    public long containedOfAll() {
        return contained.stream().mapToLong(Long::longValue).sum();
    }

    int agent() {
        return report.agent();
    }

    HeapVector position() {
        return report.positionVector();
    }

    private static AgentReport moved(AgentReport report, Vector position, double updateNorm) {
        return new AgentReport(
                report.agent(),
                position.hostValues(),
                report.velocity(),
                report.statistics(),
                report.trainLoss(),
                report.gradientNorm(),
                updateNorm,
                null,
                report.seconds(),
                report.place(),
                0,
                0);
    }
}
