package org.quorumsgd.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch's generator of random numbers, of which a process has one. Who draws from it holds it alone and seeds it first, so that
 * no agent feels what another one draws.
 */
final class GlobalGenerator {
    private static final Object HELD = new Object();

    private GlobalGenerator() {}

    static <T> T seeded(long seed, Supplier<T> draws) {
        synchronized (HELD) {
            torch.manual_seed(seed);
            return draws.get();
        }
    }
}
