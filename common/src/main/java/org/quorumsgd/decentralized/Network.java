package org.quorumsgd.decentralized;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Brings every parcel to every agent once. Where all are linked to all, each parcel goes straight to everyone; elsewhere an agent
 * forwards a parcel in the moment in which it first arrives, to all neighbours but the one that it came from and the one that made it,
 * and later copies are dropped. A link keeps the order of what it carries one way, as a connection does: so an origin's parcels reach
 * every agent in the order in which they were sent, whatever paths they take. Parcels that arrive at the same time do so in the
 * order in which they set out. Not thread-safe.
 */
final class Network {
    private static final Comparator<Delivery> ARRIVAL =
            Comparator.comparingDouble(Delivery::time).thenComparingLong(Delivery::order);

    private final Topology topology;
    private final boolean forwards;
    private final LinkDelays delays;
    private final PriorityQueue<Delivery> underWay = new PriorityQueue<>(ARRIVAL);
    private final List<List<Parcel>> inboxes;
    /** [agent][origin]: parcels of that origin that have come to the agent; its own as soon as they are sent. */
    private final long[][] known;
    /** [from][to]: parcels that the link has been given. */
    private final long[][] carried;
    /** [from][to]: when the last of them arrives. */
    private final double[][] lastArrival;

    private long order;

    Network(Topology topology, LinkDelays delays) {
        int agents = topology.agents();
        this.topology = topology;
        this.forwards = !topology.isComplete();
        this.delays = delays;
        this.inboxes = IntStream.range(0, agents)
                .<List<Parcel>>mapToObj(agent -> new ArrayList<>())
                .toList();
        this.known = new long[agents][agents];
        this.carried = new long[agents][agents];
        this.lastArrival = new double[agents][agents];
    }

    /** Goes on. */
    Network(Topology topology, LinkDelays delays, NetworkState state) {
        this(topology, delays);
        int agents = topology.agents();
        for (int agent = 0; agent < agents; agent++) {
            inboxes.get(agent).addAll(state.inboxes().get(agent));
            for (int other = 0; other < agents; other++) {
                known[agent][other] = state.known().get(agent).get(other);
                carried[agent][other] = state.carried().get(agent).get(other);
                order += carried[agent][other];
            }
        }
        for (Delivery delivery : state.underWay()) {
            underWay.add(delivery);
            lastArrival[delivery.from()][delivery.to()] =
                    Math.max(lastArrival[delivery.from()][delivery.to()], delivery.time());
        }
    }

    NetworkState state() {
        return new NetworkState(
                rows(known), rows(carried), underWay.stream().sorted(ARRIVAL).toList(), inboxes);
    }

    private static List<List<Long>> rows(long[][] matrix) {
        return Arrays.stream(matrix)
                .map(row -> Arrays.stream(row).boxed().toList())
                .toList();
    }

    /** The number that an agent's next parcel has to carry. */
    long nextNumber(int origin) {
        return known[origin][origin];
    }

    /** Sends an agent's next parcel to all neighbours, behind what has been forwarded over the same links before this time. */
    void broadcast(Parcel parcel, double time) {
        while (!underWay.isEmpty() && underWay.peek().time() < time) {
            arrive(underWay.remove());
        }
        int origin = parcel.origin();
        if (parcel.number() != known[origin][origin]++) {
            throw new IllegalArgumentException("Invalid number of a parcel: " + parcel.number() + " (expected "
                    + (known[origin][origin] - 1) + ", the next of agent " + origin + ")");
        }
        send(origin, origin, parcel, time);
    }

    /** Lets everything arrive that does until this time, included. */
    void deliverUntil(double time) {
        while (!underWay.isEmpty() && underWay.peek().time() <= time) {
            arrive(underWay.remove());
        }
    }

    /** What has come to an agent since it was asked last, in order of arrival. */
    List<Parcel> collect(int agent) {
        List<Parcel> collected = List.copyOf(inboxes.get(agent));
        inboxes.get(agent).clear();
        return collected;
    }

    private void arrive(Delivery delivery) {
        Parcel parcel = delivery.parcel();
        long[] knownHere = known[delivery.to()];
        if (parcel.number() < knownHere[parcel.origin()]) {
            return; // came before, on another path
        }
        knownHere[parcel.origin()]++;
        inboxes.get(delivery.to()).add(parcel);
        if (forwards) {
            send(delivery.to(), delivery.from(), parcel, delivery.time());
        }
    }

    private void send(int from, int source, Parcel parcel, double time) {
        for (int to : topology.neighbours().get(from)) {
            if (to == source || to == parcel.origin()) {
                continue;
            }
            double delay = delays.of(from, to, carried[from][to]++);
            if (!(delay >= 0 && delay < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("Invalid delay of the link from " + from + " to " + to + ": " + delay
                        + " (expected a finite number of at least 0)");
            }
            lastArrival[from][to] = Math.max(lastArrival[from][to], time + delay);
            underWay.add(new Delivery(lastArrival[from][to], order++, from, to, parcel));
        }
    }
}
