package org.quorumsgd.simulate;

import java.util.List;

/**
 * f(x) = s (a x^4 + b x^2 + c x + A_1 sin(omega_1 x) + A_2 sin(omega_2 x)): a double well with spurious minima (Boffi &amp; Slotine
 * 2020, eq. 40).
 *
 * @param scale s
 * @param well a, b, c
 */
public record WavyDoubleWell(
        double scale,
        DoubleWell well,
        double firstAmplitude,
        double firstFrequency,
        double secondAmplitude,
        double secondFrequency)
        implements Loss {

    @Override
    public int dimension() {
        return 1;
    }

    @Override
    public double value(double[] x) {
        return scale
                * (well.value(x[0])
                        + firstAmplitude * Math.sin(firstFrequency * x[0])
                        + secondAmplitude * Math.sin(secondFrequency * x[0]));
    }

    @Override
    public void gradient(double[] x, double[] gradient) {
        gradient[0] = scale
                * (well.slope(x[0])
                        + firstAmplitude * firstFrequency * Math.cos(firstFrequency * x[0])
                        + secondAmplitude * secondFrequency * Math.cos(secondFrequency * x[0]));
    }

    @Override
    public double smoothed(double[] x, double halfWidth) {
        return scale
                * (well.smoothed(x[0], halfWidth)
                        + firstAmplitude * Smoothing.ofWave(firstFrequency, halfWidth) * Math.sin(firstFrequency * x[0])
                        + secondAmplitude
                                * Smoothing.ofWave(secondFrequency, halfWidth)
                                * Math.sin(secondFrequency * x[0]));
    }

    @Override
    public List<Sweep> gradients(float[] positions, float[] gradients, int points) {
        return List.of(
                Cubic.slope(scale, well).into(positions, gradients),
                Wave.cosine(firstFrequency)
                        .adding(Lanes.all(scale * firstAmplitude * firstFrequency), positions, gradients),
                Wave.cosine(secondFrequency)
                        .adding(Lanes.all(scale * secondAmplitude * secondFrequency), positions, gradients));
    }
}
