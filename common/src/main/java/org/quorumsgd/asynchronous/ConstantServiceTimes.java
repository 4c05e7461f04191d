package org.quorumsgd.asynchronous;

/** T = 1: equal agents commit in turn, in agent order. */
public record ConstantServiceTimes() implements ServiceTimes {
    @Override
    public double of(int agent, long work) {
        return 1;
    }
}
