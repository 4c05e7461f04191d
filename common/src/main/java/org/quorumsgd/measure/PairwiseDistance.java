package org.quorumsgd.measure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.quorumsgd.vector.HeapVector;

/**
 * How far the two agents that are farthest apart are from each other.
 *
 * <p>All p (p - 1) / 2 pairs are looked at in single precision, which the processor does several coordinates at a time and chunk by
 * chunk, so that a chunk of all agents stays in its cache. Only pairs that may be the farthest by the error of that are measured in double
 * precision: the result is that of measuring all of them, to the bit.
 */
public final class PairwiseDistance {
    /** Coordinates of a chunk: of 64 agents half a megabyte. */
    private static final int CHUNK = 2048;
    /** Sums that are added up side by side, so each of at most CHUNK / LANES squares. */
    private static final int LANES = 256;
    /** More than single precision errs in differences, squares and sums of CHUNK / LANES: some 10 roundings of 6e-8. */
    private static final double RELATIVE_ERROR = 1e-5;
    /** Below this single precision loses squares. */
    private static final double SMALLEST_SURE = 1e-20;

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
        if (pairs < 2) {
            return new double[pairs];
        }
        float[][] x = positions.stream().map(HeapVector::hostValues).toArray(float[][]::new);
        int n = x[0].length;
        return IntStream.range(0, (n + CHUNK - 1) / CHUNK)
                .parallel()
                .mapToObj(chunk -> roughSquares(x, chunk * CHUNK, Math.min(n, (chunk + 1) * CHUNK)))
                .reduce(new double[pairs], PairwiseDistance::sum);
    }

    private static double[] roughSquares(float[][] x, int begin, int end) {
        double[] squares = new double[pair(x.length, 0)];
        float[] lanes = new float[LANES];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < i; j++) {
                squares[pair(i, j)] = roughSquare(x[i], x[j], begin, end, lanes);
            }
        }
        return squares;
    }

    private static double roughSquare(float[] a, float[] b, int begin, int end, float[] lanes) {
        Arrays.fill(lanes, 0);
        for (int from = begin; from < end; from += LANES) {
            int width = Math.min(LANES, end - from);
            for (int k = 0; k < width; k++) {
                float d = a[from + k] - b[from + k];
                lanes[k] += d * d;
            }
        }
        double sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum;
    }

    private static double[] sum(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] + b[k]).toArray();
    }

    /** Where the pair of i and j below i stands among all; also how many pairs i agents have. */
    private static int pair(int i, int j) {
        return i * (i - 1) / 2 + j;
    }
}
