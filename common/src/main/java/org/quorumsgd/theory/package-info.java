/**
 * Bounds and closed forms of Boffi &amp; Slotine (2020), one small class each, in the notation of docs/mathematics.md.
 *
 * <p>Two kinds. <b>Bounds</b> are statements in continuous time, t = learning rate times steps; a simulation with a finite
 * learning rate may exceed them by its discretisation, on a quadratic by exactly 1 / (1 - eta rate / 2) in the second
 * moment. <b>Closed forms</b> ({@link org.quorumsgd.theory.QuadraticTheory} and the stability edges) are exact for the
 * discrete updates on a quadratic.
 *
 * <p>One rule for assumptions: a constructor or function refuses an input that is no such quantity (NaN, a negative
 * variance, no agents). Whether a statement's assumption is met is asked by {@code holds()}, or by a rate that is
 * positive only then; a value asked for where it is not met is refused. A refusal is an {@link IllegalArgumentException}
 * whose line is "Invalid what: value (expected bound)".
 */
@NullMarked
package org.quorumsgd.theory;

import org.jspecify.annotations.NullMarked;
