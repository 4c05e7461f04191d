package org.quorumsgd.vector;

import java.io.Serializable;
import java.util.Arrays;

/** A {@link Vector} on the Java heap. */
public final class HeapVector implements Vector, Serializable {
    private static final long serialVersionUID = 1L;

    private final float[] values;

    private HeapVector(float[] values) {
        this.values = values;
    }

    /** A vector over the given array, which it owns from now on. */
    public static HeapVector owning(float[] values) {
        return new HeapVector(values);
    }

    public static HeapVector of(float... values) {
        return new HeapVector(values.clone());
    }

    public static HeapVector zeros(int length) {
        return new HeapVector(new float[length]);
    }

    @Override
    public int length() {
        return values.length;
    }

    @Override
    public HeapVector copy() {
        return new HeapVector(values.clone());
    }

    @Override
    public HeapVector zeros() {
        return zeros(values.length);
    }

    @Override
    public void assign(float[] source) {
        requireLength(source.length);
        System.arraycopy(source, 0, values, 0, source.length);
    }

    @Override
    public void assign(Vector x) {
        assign(x.hostValues());
    }

    @Override
    public void scale(float a) {
        float[] y = values;
        for (int j = 0; j < y.length; j++) {
            y[j] *= a;
        }
    }

    @Override
    public void axpy(float a, Vector x) {
        float[] y = values;
        float[] xs = sameLength(x);
        for (int j = 0; j < y.length; j++) {
            y[j] += a * xs[j];
        }
    }

    @Override
    public void axpby(float a, Vector x, float b) {
        float[] y = values;
        float[] xs = sameLength(x);
        for (int j = 0; j < y.length; j++) {
            y[j] = a * xs[j] + b * y[j];
        }
    }

    @Override
    public void moveTowards(Vector target, float a) {
        float[] y = values;
        float[] ts = sameLength(target);
        for (int j = 0; j < y.length; j++) {
            y[j] -= a * (y[j] - ts[j]);
        }
    }

    @Override
    public double dot(Vector x) {
        float[] y = values;
        float[] xs = sameLength(x);
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (int end = y.length - 3; j < end; j += 4) {
            s0 += (double) y[j] * xs[j];
            s1 += (double) y[j + 1] * xs[j + 1];
            s2 += (double) y[j + 2] * xs[j + 2];
            s3 += (double) y[j + 3] * xs[j + 3];
        }
        for (; j < y.length; j++) {
            s0 += (double) y[j] * xs[j];
        }
        return (s0 + s1) + (s2 + s3);
    }

    @Override
    public double squaredDistance(Vector x) {
        return squaredDistance(x, 0, values.length);
    }

    /** sum_j (y_j - x_j)^2 over the coordinates from begin to end, that one not included. */
    public double squaredDistance(Vector x, int begin, int end) {
        float[] y = values;
        float[] xs = sameLength(x);
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = begin;
        for (; j < end - 3; j += 4) {
            s0 += square((double) y[j] - xs[j]);
            s1 += square((double) y[j + 1] - xs[j + 1]);
            s2 += square((double) y[j + 2] - xs[j + 2]);
            s3 += square((double) y[j + 3] - xs[j + 3]);
        }
        for (; j < end; j++) {
            s0 += square((double) y[j] - xs[j]);
        }
        return (s0 + s1) + (s2 + s3);
    }

    @Override
    public float[] hostValues() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeapVector that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }

    private static double square(double d) {
        return d * d;
    }

    private float[] sameLength(Vector x) {
        requireLength(x.length());
        return x.hostValues();
    }

    private void requireLength(int length) {
        if (length != values.length) {
            throw new IllegalArgumentException(
                    "Invalid vector length: " + length + " (expected " + values.length + ")");
        }
    }
}
