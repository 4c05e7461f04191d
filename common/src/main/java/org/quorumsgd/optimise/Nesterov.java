package org.quorumsgd.optimise;

import org.quorumsgd.vector.Vector;

/**
 * v' = delta v - eta g(x + delta v), x' = x + v': Nesterov momentum in the form of MSGD and EAMSGD (Zhang et al. 2015, Alg.
 * 2; Boffi &amp; Slotine 2020, eqs. 42-43).
 *
 * @param momentum delta in [0, 1)
 */
public record Nesterov(double momentum) implements Optimiser {
    @Override
    public Vector gradientPoint(Vector position, Vector velocity) {
        Vector lookAhead = position.copy();
        lookAhead.axpy((float) momentum, velocity);
        return lookAhead;
    }

    @Override
    public boolean keepsVelocity() {
        return true;
    }

    @Override
    public void step(Vector position, Vector velocity, Vector gradient, double learningRate) {
        velocity.axpby((float) -learningRate, gradient, (float) momentum);
        position.axpy(1f, velocity);
    }
}
