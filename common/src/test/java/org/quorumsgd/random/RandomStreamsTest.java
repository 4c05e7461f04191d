package org.quorumsgd.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statistical checks allow 6 standard errors: a false-alarm rate of 2e-9 each, below 2e-8 for the six of them. */
class RandomStreamsTest {
    private static final double STANDARD_ERRORS = 6;
    private static final int DRAWS = 1_000_000;

    private final RandomStreams streams = new RandomStreams(1);

    /** Values of an independent implementation, in Python, of SplitMix64's finalizer and xoshiro256++. */
    @ParameterizedTest
    @CsvSource({
        " 0, START,    0,          0,             1ea63134d492645f, 7e26e357f587ba71, 11b1cec3abe8acbd",
        " 1, START,    0,          0,             55aec64f27db788b, d14b8b2b96295995, 67ee124e784dbaad",
        " 1, SPLIT,    0,          0,             8e2c7da18c0307b7, 39156d06e837b923, c92d0180e603f9e3",
        " 1, SAMPLING, 0,          0,             c8ff4dcb41d2d979, 02aa31e1d7041375, 3a6a4f95035c9025",
        " 1, LAYERS,   3,          7,             f6f8b14ecc068ae8, 170b79a1fdf5f1e7, f42b667d0a85e65c",
        " 1, NOISE,    3,          7,             b68de5727e476b40, f093c693e43dec12, a1755e6655faa474",
        " 1, NOISE,    7,          3,             4aaa384975e03c2c, 8b6705855128ef9c, 39b78d047bf8ab81",
        "-1, NOISE,    2147483647, 1099511627776, 214bbcd631da21ae, 9e69df717ac53dfa, 4fe45315f61918f6"
    })
    void keysAndDrawsArePinned(
            long seed, Purpose purpose, long agent, long step, String key, String firstDraw, String secondDraw) {
        RandomStreams pinned = new RandomStreams(seed);
        UniformRandomProvider stream = pinned.stream(purpose, agent, step);
        assertThat(Long.toHexString(pinned.key(purpose, agent, step))).isEqualTo(withoutLeadingZeros(key));
        assertThat(Long.toHexString(stream.nextLong())).isEqualTo(withoutLeadingZeros(firstDraw));
        assertThat(Long.toHexString(stream.nextLong())).isEqualTo(withoutLeadingZeros(secondDraw));
    }

    @Test
    void keysAreDistinctAndNeverZero() {
        long[] seeds = {0, 1, 2, -1, 42};
        long[] agents = LongStream.concat(LongStream.range(0, 64), LongStream.of(1L << 32, Long.MAX_VALUE))
                .toArray();
        long[] steps = LongStream.concat(LongStream.range(0, 1000), LongStream.of(1L << 32, Long.MAX_VALUE))
                .toArray();
        long[] keys = new long[seeds.length * Purpose.values().length * agents.length * steps.length];
        int count = 0;
        for (long seed : seeds) {
            RandomStreams seeded = new RandomStreams(seed);
            for (Purpose purpose : Purpose.values()) {
                for (long agent : agents) {
                    for (long step : steps) {
                        keys[count++] = seeded.key(purpose, agent, step);
                    }
                }
            }
        }
        assertThat(count).isEqualTo(keys.length).isGreaterThan(1_600_000);
        assertThat(Arrays.stream(keys).noneMatch(key -> key == 0)).isTrue();
        assertThat(Arrays.stream(keys).distinct().count()).isEqualTo(keys.length);
    }

    @Test
    void aStreamBeginsAnewAtEveryCallWhateverWasDrawnBefore() {
        long[] once = draws(streams.stream(Purpose.NOISE, 2, 5));
        draws(streams.stream(Purpose.NOISE, 1, 9));
        UniformRandomProvider other = streams.stream(Purpose.NOISE, 2, 6);
        UniformRandomProvider again = streams.stream(Purpose.NOISE, 2, 5);
        other.nextLong();
        assertThat(draws(again)).containsExactly(once);
        assertThat(draws(new RandomStreams(1).stream(Purpose.NOISE, 2, 5))).containsExactly(once);
    }

    @Test
    void firstDrawsOfNeighbouringStreamsAreUniformAndUncorrelated() {
        double[] byStep =
                firstDraws(step -> streams.stream(Purpose.NOISE, 0, step).nextLong());
        double[] byAgent =
                firstDraws(agent -> streams.stream(Purpose.NOISE, agent, 0).nextLong());
        double[] bySeed = firstDraws(
                seed -> new RandomStreams(seed).stream(Purpose.NOISE, 0, 0).nextLong());

        for (double[] draws : new double[][] {byStep, byAgent, bySeed}) {
            assertThat(Math.abs(chiSquareScore(draws, 256))).isLessThan(STANDARD_ERRORS);
            assertThat(Math.abs(neighbourCorrelationScore(draws))).isLessThan(STANDARD_ERRORS);
        }
    }

    /** Pearson's chi-square of equal bins, made standard normal by Wilson and Hilferty's cube root. */
    private static double chiSquareScore(double[] draws, int bins) {
        long[] counts = new long[bins];
        for (double draw : draws) {
            counts[(int) (draw * bins)]++;
        }
        double expected = (double) draws.length / bins;
        double chiSquare = 0;
        for (long count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        double freedom = bins - 1.0;
        double share = 2 / (9 * freedom);
        return (Math.cbrt(chiSquare / freedom) - (1 - share)) / Math.sqrt(share);
    }

    /** sum (u_t - 1/2)(u_{t+1} - 1/2) over its standard deviation sqrt(n) / 12. */
    private static double neighbourCorrelationScore(double[] draws) {
        double sum = 0;
        for (int t = 0; t + 1 < draws.length; t++) {
            sum += (draws[t] - 0.5) * (draws[t + 1] - 0.5);
        }
        return sum / (Math.sqrt(draws.length - 1.0) / 12);
    }

    private static double[] firstDraws(LongUnaryOperator word) {
        return LongStream.range(0, DRAWS)
                .mapToDouble(index -> (word.applyAsLong(index) >>> 11) * 0x1p-53)
                .toArray();
    }

    private static long[] draws(UniformRandomProvider stream) {
        return LongStream.generate(stream::nextLong).limit(10).toArray();
    }

    private static String withoutLeadingZeros(String hex) {
        return Long.toHexString(Long.parseUnsignedLong(hex, 16));
    }
}
