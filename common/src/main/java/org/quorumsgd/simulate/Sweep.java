package org.quorumsgd.simulate;

/**
 * One pass over the arrays of a block, at one of its steps.
 *
 * <p>A step is a list of sweeps, all called from one place. That is for the compiler: a call with many targets is not inlined, so that
 * every sweep is compiled on its own, where its vectors fit in registers. In one large method they end up on the heap, which is ten
 * times slower.
 */
@FunctionalInterface
public interface Sweep {
    void run(int step);
}
