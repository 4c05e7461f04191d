package org.quorumsgd.decentralized;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.asynchronous.Work;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/** One agent's model, as the driver keeps it. Vectors are replaced, never written to: works and records may hold on to them. */
final class Replica {
    private final int agent;
    private final Optimiser optimiser;
    private Vector position;
    private Vector velocity;
    /** Of its gradients since the last broadcast; null where there are none. */
    private @Nullable Vector sum;

    private int summed;
    private long step;
    private long contained;
    /** Its position is the gradient of the agent's last step, or the start. */
    private AgentReport last;

    private double updateNorm = Double.NaN;

    Replica(AgentReport start, Optimiser optimiser) {
        this.agent = start.agent();
        this.optimiser = optimiser;
        this.position = start.positionVector();
        this.velocity = optimiser.keepsVelocity() ? position.zeros() : HeapVector.zeros(0);
        this.last = start;
    }

    /** The gradient of the agent's next minibatch. */
    Work work(int round) {
        AgentState state = new AgentState(
                agent,
                step,
                optimiser.gradientPoint(position, velocity),
                HeapVector.zeros(0),
                HeapVector.owning(last.statistics()));
        return new Work(state, RoundPlan.of(round, 1, 0), CommonSignal.of(HeapVector.zeros(0)));
    }

    /** The agent's own step. */
    void descend(AgentReport report, double learningRate) {
        Vector gradient = report.positionVector();
        Vector before = position;
        apply(gradient, learningRate);
        updateNorm = Math.sqrt(position.squaredDistance(before));
        if (sum == null) {
            sum = gradient;
        } else {
            Vector next = sum.copy();
            next.axpy(1f, gradient);
            sum = next;
        }
        summed++;
        step++;
        contained++;
        last = report;
    }

    /** A step of the agent's optimiser for each parcel, in their order. */
    void receive(List<Parcel> parcels, double learningRate) {
        for (Parcel parcel : parcels) {
            apply(parcel.sum(), learningRate);
            contained += parcel.gradients();
        }
    }

    private void apply(Vector gradient, double learningRate) {
        Vector nextPosition = position.copy();
        Vector nextVelocity = velocity.copy();
        optimiser.step(nextPosition, nextVelocity, gradient, learningRate);
        position = nextPosition;
        velocity = nextVelocity;
    }

    /** The parcel of the gradients since the last one, of which there is at least one. */
    Parcel pack(long number) {
        if (sum == null) {
            throw new IllegalStateException("agent " + agent + " has nothing to send");
        }
        Parcel parcel = new Parcel(agent, number, summed, sum);
        sum = null;
        summed = 0;
        return parcel;
    }

    int agent() {
        return agent;
    }

    /** Local steps done. */
    long step() {
        return step;
    }

    /** Gradients since the last broadcast. */
    int summed() {
        return summed;
    }

    /** How many gradients, of whichever agents, are in the model. */
    long contained() {
        return contained;
    }

    Vector position() {
        return position;
    }

    /** The agent as tables show it: where its model is now, losses and times of its last step. */
    AgentReport report() {
        return new AgentReport(
                agent,
                position.hostValues(),
                new float[0],
                last.statistics(),
                last.trainLoss(),
                last.gradientNorm(),
                updateNorm,
                null,
                last.seconds(),
                last.place(),
                0,
                0);
    }
}
