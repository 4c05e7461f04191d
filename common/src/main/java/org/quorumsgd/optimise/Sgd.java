package org.quorumsgd.optimise;

import org.quorumsgd.vector.Vector;

/** x' = x - eta g(x): stochastic gradient descent. The velocity stays what it is. */
public record Sgd() implements Optimiser {
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
        position.axpy((float) -learningRate, gradient);
    }
}
