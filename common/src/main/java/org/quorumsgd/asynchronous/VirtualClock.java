package org.quorumsgd.asynchronous;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The order in which agents commit: each works, commits, and begins its next work in the same moment. A function of the service
 * times alone; of commits at the same time the agent with the lower number comes first. Times are sums in double precision: ten
 * works of 0.1 end just before one of 1. Not thread-safe.
 */
public final class VirtualClock {
    /**
     * The end of a work.
     *
     * @param work the agent's works before this one
     * @param time since the agents began, in units of the service times
     */
    public record Arrival(int agent, long work, double time) {}

    private final ServiceTimes times;
    private final PriorityQueue<Arrival> arrivals =
            new PriorityQueue<>(Comparator.comparingDouble(Arrival::time).thenComparingInt(Arrival::agent));

    /** All agents begin at time 0. */
    public VirtualClock(int agents, ServiceTimes times) {
        this.times = times;
        for (int agent = 0; agent < agents; agent++) {
            begin(agent, 0, 0);
        }
    }

    /** Goes on to the next commit. */
    public Arrival next() {
        Arrival next = arrivals.remove();
        begin(next.agent, next.work + 1, next.time);
        return next;
    }

    private void begin(int agent, long work, double time) {
        double service = times.of(agent, work);
        if (!(service >= 0 && service < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Invalid service time of agent " + agent + ", work " + work + ": "
                    + service + " (expected a finite number of at least 0)");
        }
        arrivals.add(new Arrival(agent, work, time + service));
    }
}
