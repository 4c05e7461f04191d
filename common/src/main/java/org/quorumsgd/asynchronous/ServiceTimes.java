package org.quorumsgd.asynchronous;

/**
 * How long agents work between a pull and a commit, on the virtual clock. The unit is the mean time of an agent's work before
 * {@link ScaledServiceTimes multipliers}.
 */
@FunctionalInterface
public interface ServiceTimes {
    /**
     * The time that an agent's work 0, 1, 2, ... takes: a function of its arguments alone.
     *
     * @return finite, at least 0
     */
    double of(int agent, long work);
}
