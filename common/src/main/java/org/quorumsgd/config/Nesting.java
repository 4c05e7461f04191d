package org.quorumsgd.config;

import java.util.function.Supplier;

/** Keeps a file whose brackets or paths nest without end from ending the program: the HOCON library recurses into them. */
final class Nesting {
    /** More than any key has; what nests deeper is looked at as one value. */
    static final int MOST_LEVELS = 8;

    private Nesting() {}

    /**
     * What {@code reading} gives.
     *
     * @param origin names the file in the problem
     * @throws InvalidInputException when it runs out of stack; it leaves nothing half done that anyone could see
     */
    static <T> T limited(String origin, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (StackOverflowError e) {
            throw InvalidInputException.of(
                    "Invalid nesting in " + origin + ": too deep (expected sections and lists of a few levels)");
        }
    }
}
