package org.quorumsgd.theory;

/** y_{t+1} = f1 y_t + f2 y_{t-1} + noise, independent from step to step. */
record SecondOrderRecursion(double f1, double f2) {
    /** Both roots inside the unit circle (Jury). */
    boolean stable() {
        return Math.abs(f2) < 1 && Math.abs(f1) < 1 - f2;
    }

    /** Stationary Var y = N (1 - f2) / ((1 + f2)((1 - f2)^2 - f1^2)) for noise of variance N. */
    double variance(double noise) {
        Require.that(stable(), "recursion", this, "stable: |f2| below 1 and |f1| below 1 - f2");
        return noise * (1 - f2) / ((1 + f2) * (1 - f2 - f1) * (1 - f2 + f1));
    }
}
