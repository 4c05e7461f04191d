package org.nd4j.nativeblas;

import org.jspecify.annotations.NullMarked;

/**
 * Gives Deeplearning4j 1.0.0-M2.1 its oneDNN helpers back.
 *
 * <p>The helpers ask {@code org.nd4j.nativeblas.Nd4jCpu$Environment.getInstance().isUseMKLDNN()} by reflection, a class that moved
 * to {@code org.nd4j.linalg.cpu.nativecpu.bindings} (and a method that became {@code isUseONEDNN}) without them. When it is missing
 * they fall back to im2col in silence, about twelve times slower. This class has the old name and delegates to the new one.
 * It must keep its package and its name.
 */
@NullMarked
public final class Nd4jCpu {
    private Nd4jCpu() {}

    /** The part of the old native environment that the helpers look up. */
    public static final class Environment {
        private static final Environment INSTANCE = new Environment();

        private Environment() {}

        @SuppressWarnings("unused") // by reflection
        public static Environment getInstance() {
            return INSTANCE;
        }

        @SuppressWarnings("unused") // by reflection
        public boolean isUseMKLDNN() {
            return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance()
                    .isUseONEDNN();
        }
    }
}
