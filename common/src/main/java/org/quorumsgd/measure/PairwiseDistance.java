package org.quorumsgd.measure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.quorumsgd.vector.HeapVector;

/**
 * How far the two agents that are farthest apart are from each other.
 *
 * <p>All p (p - 1) / 2 pairs, unless they are few, are looked at in single precision, which the processor does several coordinates at a time and chunk by
 * chunk, so that a chunk of all agents stays in its cache. Only pairs that may be the farthest by the error of that are measured in double
 * precision: the result is that of measuring all of them, to the bit.
 */
public final class PairwiseDistance {
    /** Sums that are added up side by side. */
    private static final int LANES = 512;
    /** Squares that one lane adds up. */
    private static final int ROWS = 8;
    /** Coordinates of a chunk: of 64 agents a megabyte. */
    private static final int CHUNK = ROWS * LANES;
    /** More than single precision errs in differences, squares and ROWS sums: some 10 roundings of 6e-8. */
    private static final double RELATIVE_ERROR = 1e-5;
    /** Below this single precision loses squares. */
    private static final double SMALLEST_SURE = 1e-20;

    /** Fewer pairs are measured at once. */
    private static final int WORTH_LOOKING = 16;

    private PairwiseDistance() {}

    /** max over i, j of |x^i - x^j|; 0 for one agent. Spread over all processors. */
    public static double maximum(List<HeapVector> positions) {
        double[] rough = roughSquares(positions);
        double largest = 0;
        for (double square : rough) {
            largest = Math.max(largest, square);
        }
        boolean sure = largest > SMALLEST_SURE && Double.isFinite(largest);
        double ruledOut = sure ? largest * (1 - 2 * RELATIVE_ERROR) : 0;
        return Math.sqrt(IntStream.range(0, positions.size())
                .parallel()
                .mapToDouble(i -> largestSquareBefore(i, positions, rough, ruledOut))
                .max()
                .orElse(0));
    }

    private static double largestSquareBefore(int i, List<HeapVector> positions, double[] rough, double ruledOut) {
        double largest = 0;
        for (int j = 0; j < i; j++) {
            if (!(rough[pair(i, j)] < ruledOut)) {
                largest = Math.max(largest, positions.get(i).squaredDistance(positions.get(j)));
            }
        }
        return largest;
    }

    private static double[] roughSquares(List<HeapVector> positions) {
        int pairs = pair(positions.size(), 0);
        if (pairs < WORTH_LOOKING) {
            return new double[pairs];
        }
        float[][] x = positions.stream().map(HeapVector::hostValues).toArray(float[][]::new);
        int n = x[0].length;
        return IntStream.range(0, (n + CHUNK - 1) / CHUNK)
                .parallel()
                .mapToObj(chunk -> roughSquares(rows(x, chunk * CHUNK, Math.min(n, (chunk + 1) * CHUNK))))
                .reduce(new double[pairs], PairwiseDistance::sum);
    }

    /**
     * A chunk of every agent as rows of their own, filled up with zeros. The compiler uses vector instructions only where all arrays of a loop
     * have the same index: four times as fast, the copying included.
     */
    private static float[][][] rows(float[][] x, int begin, int end) {
        float[][][] rows = new float[x.length][ROWS][LANES];
        for (int i = 0; i < x.length; i++) {
            for (int row = 0, from = begin; from < end; row++, from += LANES) {
                System.arraycopy(x[i], from, rows[i][row], 0, Math.min(LANES, end - from));
            }
        }
        return rows;
    }

    private static double[] roughSquares(float[][][] rows) {
        double[] squares = new double[pair(rows.length, 0)];
        float[] lanes = new float[LANES];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < i; j++) {
                Arrays.fill(lanes, 0);
                for (int row = 0; row < ROWS; row++) {
                    addSquares(rows[i][row], rows[j][row], lanes);
                }
                squares[pair(i, j)] = sum(lanes);
            }
        }
        return squares;
    }

    private static void addSquares(float[] a, float[] b, float[] lanes) {
        for (int k = 0; k < lanes.length; k++) {
            float d = a[k] - b[k];
            lanes[k] += d * d;
        }
    }

    private static double sum(float[] lanes) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int k = 0; k < LANES; k += 4) {
            s0 += lanes[k];
            s1 += lanes[k + 1];
            s2 += lanes[k + 2];
            s3 += lanes[k + 3];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static double[] sum(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] + b[k]).toArray();
    }

    /** Where the pair of i and j below i stands among all; also how many pairs i agents have. */
    private static int pair(int i, int j) {
        return i * (i - 1) / 2 + j;
    }
}
