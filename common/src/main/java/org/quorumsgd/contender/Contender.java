package org.quorumsgd.contender;

/** Something whose speed is measured. It does nothing between two runs, so that others can be measured in turn with it. */
public interface Contender extends AutoCloseable {
    /** What it is, in one line: library, version, threads. */
    String description();

    /** Trained parameters of its model; 0 where it has none. */
    long parameters();

    /**
     * Does a piece of work and measures it.
     *
     * @param amount how much, in rounds, steps or whatever it repeats; at least 1
     * @return what was measured, in the unit of the comparison that it is part of
     */
    double run(int amount);

    @Override
    void close();
}
