package org.quorumsgd.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * A step of the paper's first figure in loops that Java 17's compiler vectorizes by itself: every array begins at 0, an agent has
 * one for all simulations, and bits of random numbers become floats by two bulk copies, for the compiler does not vectorize the
 * conversion.
 */
final class PlainLoops {
    private static final float RATE = 0.01f;
    private static final float NOISE = 12;
    private static final float SCALE = 0.02f;
    private static final float ROUND = 0x1.8p23f;
    private static final int ONE = 0x3f800000;

    private final float[][] positions;
    private final int simulations;
    private final int[] keys;
    private final int[] bits;
    private final float[] uniform;
    private final float[] first;
    private final float[] second;
    private final float[] strength;
    private final float[] centre;
    private final float[] sum;
    private final IntBuffer ints;
    private final FloatBuffer floats;

    PlainLoops(int agents, int simulations) {
        this.simulations = simulations;
        positions = new float[agents][simulations];
        keys = new int[simulations];
        bits = new int[simulations];
        uniform = new float[simulations];
        first = new float[simulations];
        second = new float[simulations];
        strength = new float[simulations];
        centre = new float[simulations];
        sum = new float[simulations];
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(Integer.BYTES * simulations).order(ByteOrder.nativeOrder());
        ints = buffer.asIntBuffer();
        floats = buffer.asFloatBuffer();
        for (int s = 0; s < simulations; s++) {
            keys[s] = (s + 1) * 0x6c8e9cf5;
            strength[s] = RATE * (s % 6);
        }
    }

    float[] centre() {
        return centre;
    }

    /** x' = x - eta (f'(x) + zeta) + eta k (xbar - x). */
    void step(int step) {
        Arrays.fill(sum, 0);
        for (int agent = 0; agent < positions.length; agent++) {
            mix(keys, bits, agent * 0x9e3779b9 + step * 0x85ebca6b);
            ints.put(0, bits);
            floats.get(0, uniform);
            cosines(positions[agent], first, (float) (20 / (2 * Math.PI)));
            cosines(positions[agent], second, (float) (35 / (2 * Math.PI)));
            move(positions[agent]);
            add(positions[agent], sum);
        }
        float share = 1f / positions.length;
        for (int s = 0; s < simulations; s++) {
            centre[s] = sum[s] * share;
        }
    }

    /** The bits of floats in [1, 2). */
    private static void mix(int[] keys, int[] bits, int key) {
        for (int s = 0; s < keys.length; s++) {
            int h = keys[s] + key;
            h = (h ^ (h >>> 16)) * 0x7feb352d;
            h = (h ^ (h >>> 15)) * 0x846ca68b;
            bits[s] = ((h ^ (h >>> 16)) >>> 9) | ONE;
        }
    }

    private static void cosines(float[] x, float[] y, float turns) {
        for (int s = 0; s < x.length; s++) {
            float angle = x[s] * turns;
            float rest = angle - ((angle + ROUND) - ROUND);
            float square = rest * rest;
            float value = Math.fma(square, 6.5296106f, -25.968313f);
            value = Math.fma(value, square, 60.16783f);
            value = Math.fma(value, square, -85.450165f);
            value = Math.fma(value, square, 64.93912f);
            value = Math.fma(value, square, -19.739204f);
            y[s] = Math.fma(value, square, 1);
        }
    }

    private void move(float[] x) {
        for (int s = 0; s < x.length; s++) {
            float zeta = NOISE * (2 * uniform[s] - 3);
            float slope = SCALE * ((4 * x[s] * x[s] - 8) * x[s] + 0.2f + 48 * first[s] + 42 * second[s]);
            x[s] = x[s] + strength[s] * (centre[s] - x[s]) - RATE * (slope + zeta);
        }
    }

    private static void add(float[] x, float[] sum) {
        for (int s = 0; s < x.length; s++) {
            sum[s] += x[s];
        }
    }
}
