package org.quorumsgd.simulate;

/** {@link Loss#gradient} in one point and lane after another. */
record PointwiseGradients(Loss loss, float[] positions, float[] gradients, int points) implements Sweep {
    @Override
    public void run(int step) {
        int d = loss.dimension();
        double[] x = new double[d];
        double[] gradient = new double[d];
        for (int begin = 0; begin < points * d * Lanes.COUNT; begin += d * Lanes.COUNT) {
            for (int lane = 0; lane < Lanes.COUNT; lane++) {
                for (int j = 0; j < d; j++) {
                    x[j] = positions[begin + j * Lanes.COUNT + lane];
                }
                loss.gradient(x, gradient);
                for (int j = 0; j < d; j++) {
                    gradients[begin + j * Lanes.COUNT + lane] = (float) gradient[j];
                }
            }
        }
    }
}
