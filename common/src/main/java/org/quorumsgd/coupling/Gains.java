package org.quorumsgd.coupling;

/**
 * The coupling gains k^j >= 0 of all agents, in units of 1 / (learning rate x step): how much of the common signal is agent j
 * (Boffi &amp; Slotine 2020, eqs. 55-57). Every agent is pulled with the mean gain kbar to q = sum_j k^j x^j / sum_j k^j.
 */
public interface Gains {
    /**
     * The gains of one exchange, in agent order.
     *
     * @param step the agents' local step at which the exchange happens
     * @param agents p
     * @param judgement the agents' success when they were last judged
     */
    double[] at(long step, int agents, Judgement judgement);
}
