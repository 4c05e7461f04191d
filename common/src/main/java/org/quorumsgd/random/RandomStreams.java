package org.quorumsgd.random;

import java.io.Serializable;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.rng.core.source64.XoShiRo256PlusPlus;

/**
 * Independent random streams, each a pure function of (seed, purpose, agent, step).
 *
 * <p>The four words are absorbed one after another by the 64-bit finalizer of SplitMix64 (Steele, Lea &amp; Flood 2014,
 * variant 13 of Stafford), and the result seeds a xoshiro256++ generator (Blackman &amp; Vigna 2019). No stream knows of
 * any other: draws do not depend on the order in which agents or steps are computed. Thread-safe.
 */
public record RandomStreams(long seed) implements Serializable {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    /** The generator of one stream; every call gives a fresh one at its beginning. */
    public UniformRandomProvider stream(Purpose purpose, long agent, long step) {
        SplitMix64 seeds = new SplitMix64(key(purpose, agent, step));
        return new XoShiRo256PlusPlus(seeds.nextLong(), seeds.nextLong(), seeds.nextLong(), seeds.nextLong());
    }

    /** A 64-bit key for a generator outside of Java; never 0, which some libraries take for "seed by the clock". */
    public long key(Purpose purpose, long agent, long step) {
        long key = mix(seed + GOLDEN_GAMMA);
        key = mix(key ^ (purpose.code * GOLDEN_GAMMA));
        key = mix((key + GOLDEN_GAMMA) ^ agent);
        key = mix((key + GOLDEN_GAMMA) ^ step);
        return key == 0 ? GOLDEN_GAMMA : key;
    }

    private static long mix(long word) {
        long z = word;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
