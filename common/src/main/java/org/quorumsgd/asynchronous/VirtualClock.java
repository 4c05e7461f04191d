package org.quorumsgd.asynchronous;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Time in units of the service times: each agent works, commits, and begins its next work in the same moment. The order is a function of the
 * service times alone; of commits at the same time the agent with the lower number comes first. Times are sums in double precision: ten
 * works of 0.1 end just before one of 1. Not thread-safe.
 */
public final class VirtualClock implements Clock {
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

    /** Goes on with the works under way. */
    public VirtualClock(ServiceTimes times, List<Arrival> underWay) {
        this.times = times;
        arrivals.addAll(underWay);
    }

    @Override
    public Arrival next() {
        Arrival next = arrivals.remove();
        begin(next.agent(), next.work() + 1, next.time());
        return next;
    }

    /** What {@link #next} will answer. */
    public Arrival peek() {
        return arrivals.element();
    }

    @Override
    public double due(int agent) {
        return arrivals.stream()
                .filter(arrival -> arrival.agent() == agent)
                .findAny()
                .orElseThrow()
                .time();
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
