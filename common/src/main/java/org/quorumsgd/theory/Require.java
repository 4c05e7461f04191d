package org.quorumsgd.theory;

/** Checks of inputs and assumptions; all of them fail on NaN. */
final class Require {
    private Require() {}

    static double positive(String what, double value) {
        that(value > 0 && Double.isFinite(value), what, value, "a finite number above 0");
        return value;
    }

    static double nonNegative(String what, double value) {
        that(value >= 0 && Double.isFinite(value), what, value, "a finite number of at least 0");
        return value;
    }

    static double finite(String what, double value) {
        that(Double.isFinite(value), what, value, "a finite number");
        return value;
    }

    static int atLeastOne(String what, int value) {
        that(value >= 1, what, value, "at least 1");
        return value;
    }

    static void that(boolean holds, String what, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("Invalid " + what + ": " + value + " (expected " + expected + ")");
        }
    }
}
