package org.quorumsgd.optimise;

import org.quorumsgd.vector.Vector;

/**
 * v' = delta v - eta g(x), x' = x + v': Polyak's heavy ball.
 *
 * @param momentum delta in [0, 1)
 */
public record HeavyBall(double momentum) implements Optimiser {
    @Override
    public Vector gradientPoint(Vector position, Vector velocity) {
        return position;
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
