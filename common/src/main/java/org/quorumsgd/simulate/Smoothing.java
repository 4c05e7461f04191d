package org.quorumsgd.simulate;

/** What the convolution with uniform noise leaves of a function (algorithms of sec. 4.3, closed forms). */
final class Smoothing {
    private Smoothing() {}

    /** E sin(omega (x + u)) / sin(omega x) = sin(omega c) / (omega c), u uniform in [-c, c]; the same for the cosine. */
    static double ofWave(double frequency, double halfWidth) {
        double phase = frequency * halfWidth;
        return phase == 0 ? 1 : Math.sin(phase) / phase;
    }
}
