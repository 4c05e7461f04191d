package org.quorumsgd.decentralized;

import java.util.List;

/**
 * The sets of gradients that models contain. Links keep the order of what they carry, so a set is a prefix of each origin's gradients:
 * c_i[o] says how many of origin o agent i has applied.
 */
final class ContainedSets {
    private ContainedSets() {}

    /** How many gradients are in every model: sum_o min_i c_i[o]. */
    static long inAll(List<Replica> replicas) {
        long sum = 0;
        for (int origin = 0; origin < replicas.size(); origin++) {
            long smallest = Long.MAX_VALUE;
            for (Replica replica : replicas) {
                smallest = Math.min(smallest, replica.contained().get(origin));
            }
            sum += smallest;
        }
        return sum;
    }

    /** The mean over pairs i &lt; j of sum_o |c_i[o] - c_j[o]|, the size of the symmetric difference; NaN for one agent. */
    static double meanDifference(List<Replica> replicas) {
        int agents = replicas.size();
        long sum = 0;
        for (int origin = 0; origin < agents; origin++) {
            int of = origin;
            long[] ascending = replicas.stream()
                    .mapToLong(replica -> replica.contained().get(of))
                    .sorted()
                    .toArray();
            for (int place = 0; place < agents; place++) {
                sum += (2L * place - (agents - 1)) * ascending[place]; // less than so many, more than the others
            }
        }
        return sum / (agents * (agents - 1) / 2.0);
    }
}
