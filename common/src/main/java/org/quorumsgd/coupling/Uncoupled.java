package org.quorumsgd.coupling;

import org.quorumsgd.vector.Vector;

/** No pull: p independent runs, the baseline of every coupling. */
public record Uncoupled() implements Coupling {
    @Override
    public double gain(long step) {
        return 0;
    }

    @Override
    public void pull(Vector position, Vector quorum, double strength) {}
}
