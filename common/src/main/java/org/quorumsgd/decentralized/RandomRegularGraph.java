package org.quorumsgd.decentralized;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.quorumsgd.decentralized.Topology.Link;

/**
 * Connected graphs of one degree. A regular circle is shuffled by swaps of two links' ends, which keep every degree (the switch chain;
 * its stationary law is uniform over simple regular graphs), until the graph is connected.
 */
final class RandomRegularGraph {
    private static final int SWAPS_A_LINK = 20;

    private RandomRegularGraph() {}

    static List<Link> links(int agents, int degree, UniformRandomProvider random) {
        if (degree < 2 || degree >= agents || (long) agents * degree % 2 != 0) {
            throw new IllegalArgumentException("Invalid degree: " + degree + " (expected from 2 to " + (agents - 1)
                    + ", times " + agents + " even)");
        }
        List<Link> links = circle(agents, degree);
        Set<Link> present = new HashSet<>(links);
        do {
            for (long swap = 0; swap < (long) SWAPS_A_LINK * links.size(); swap++) {
                swap(links, present, random);
            }
        } while (!Topology.unreachable(agents, links).isEmpty());
        return links;
    }

    /** Links to the agents up to degree / 2 places away, and for odd degrees to the one opposite. */
    private static List<Link> circle(int agents, int degree) {
        List<Link> links = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            for (int away = 1; away <= degree / 2; away++) {
                links.add(Link.between(agent, (agent + away) % agents));
            }
            if (degree % 2 == 1 && agent < agents / 2) {
                links.add(new Link(agent, agent + agents / 2));
            }
        }
        return links;
    }

    /** Of links a-b and c-d it makes a-d and c-b, unless one of them would be a loop or is there already. */
    private static void swap(List<Link> links, Set<Link> present, UniformRandomProvider random) {
        int first = random.nextInt(links.size());
        int second = random.nextInt(links.size());
        boolean turned = random.nextBoolean();
        Link one = links.get(first);
        Link other = links.get(second);
        int c = turned ? other.higher() : other.lower();
        int d = turned ? other.lower() : other.higher();
        if (one.lower() == d || one.higher() == c) {
            return;
        }
        Link oneAfter = Link.between(one.lower(), d);
        Link otherAfter = Link.between(c, one.higher());
        if (present.contains(oneAfter) || present.contains(otherAfter) || oneAfter.equals(otherAfter)) {
            return;
        }
        present.remove(one);
        present.remove(other);
        present.add(oneAfter);
        present.add(otherAfter);
        links.set(first, oneAfter);
        links.set(second, otherAfter);
    }
}
