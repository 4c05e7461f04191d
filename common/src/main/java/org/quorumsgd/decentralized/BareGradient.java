package org.quorumsgd.decentralized;

import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.vector.Vector;

/**
 * x' = g(x): no step but the gradient itself, put in the position's place. So an agent's work brings the driver its gradient to the
 * bit, clipped where the rules say so, and one vector travels each way.
 */
record BareGradient() implements Optimiser {
    @Override
    public Vector gradientPoint(Vector position, Vector velocity) {
        return position;
    }

    @Override
    public boolean keepsVelocity() {
        return false;
    }

    @Override
    public void step(Vector position, Vector velocity, Vector gradient, double learningRate) {
        position.assign(gradient);
    }
}
