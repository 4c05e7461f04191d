package org.quorumsgd.torch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Residence;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * An agent's vectors in the memory of a device. What a round has made of the agent stays there beside the copy that leaves; a round that
 * begins with any other state, after a failure or on another executor, brings that one.
 */
final class DeviceResidence implements Residence, AutoCloseable {
    private final DeviceMemory memory;
    private @Nullable AgentState host;
    private @Nullable AgentState here;

    DeviceResidence(DeviceMemory memory) {
        this.memory = memory;
    }

    @Override
    public AgentState arrive(AgentState state) {
        AgentState known = here;
        if (known != null && host == state) {
            return known;
        }
        AgentState arrived = new AgentState(
                state.agent(),
                state.step(),
                memory.vector(state.position()),
                memory.vector(state.velocity()),
                memory.vector(state.statistics()));
        keep(state, arrived);
        return arrived;
    }

    @Override
    public AgentState leave(AgentState next) {
        AgentState left = new AgentState(
                next.agent(), next.step(), onHost(next.position()), onHost(next.velocity()), onHost(next.statistics()));
        keep(left, next);
        return left;
    }

    private Vector onHost(Vector vector) {
        AgentState before = host;
        AgentState arrived = here;
        if (before != null && arrived != null && vector == arrived.velocity()) {
            return before.velocity(); // no step has moved it
        }
        return HeapVector.owning(vector.hostValues());
    }

    private void keep(AgentState newHost, AgentState newHere) {
        AgentState before = here;
        host = newHost;
        here = newHere;
        if (before != null) {
            List<Vector> kept = vectors(newHere);
            for (Vector vector : vectors(before)) {
                if (kept.stream().noneMatch(other -> other == vector)) {
                    vector.free();
                }
            }
        }
    }

    private static List<Vector> vectors(AgentState state) {
        return List.of(state.position(), state.velocity(), state.statistics());
    }

    @Override
    public long crossedBytes() {
        return memory.crossings().take();
    }

    @Override
    public void close() {
        if (here != null) {
            vectors(here).forEach(Vector::free);
        }
        here = null;
        host = null;
    }
}
