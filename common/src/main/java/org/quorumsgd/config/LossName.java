package org.quorumsgd.config;

/** Losses that are simulated. */
public enum LossName implements Choice {
    /** One dimension, two wells, many spurious minima. */
    WAVY_DOUBLE_WELL,
    /** The same in many dimensions, all of them coupled. */
    COUPLED_DOUBLE_WELLS,
    /** A bowl. */
    QUADRATIC,
    /** A curved valley. */
    ROSENBROCK,
    /** A bowl with a grid of minima. */
    RASTRIGIN,
    /** Whatever simulation.expression says. */
    EXPRESSION
}
