package org.quorumsgd.decentralized;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;

/**
 * Who is linked to whom: a connected graph without loops, whose links carry both ways.
 *
 * @param neighbours of each agent, in agent order, each list ascending
 */
public record Topology(List<List<Integer>> neighbours) {
    /** Two linked agents, the lower number first. */
    public record Link(int lower, int higher) {
        public Link {
            if (!(lower >= 0 && lower < higher)) {
                throw new IllegalArgumentException(
                        "Invalid link: " + lower + " " + higher + " (expected two agents, the lower number first)");
            }
        }

        public static Link between(int one, int other) {
            return new Link(Math.min(one, other), Math.max(one, other));
        }
    }

    public Topology {
        neighbours = neighbours.stream().map(List::copyOf).toList();
        List<Integer> unreachable = unreachable(neighbours);
        if (!unreachable.isEmpty()) {
            throw new IllegalArgumentException(
                    "Invalid topology: no path from agent 0 to " + unreachable + " (expected a connected graph)");
        }
    }

    /** p (p - 1) / 2 links. */
    public static Topology allToAll(int agents) {
        Set<Link> links = new LinkedHashSet<>();
        for (int higher = 1; higher < agents; higher++) {
            for (int lower = 0; lower < higher; lower++) {
                links.add(new Link(lower, higher));
            }
        }
        return of(agents, links);
    }

    /** Each agent is linked to the one before and the one after it; two agents by one link. */
    public static Topology ring(int agents) {
        return torus(1, agents);
    }

    /**
     * Agent r c + s stands in row r and column s of a lattice whose ends are joined: four neighbours each where both sides have 3
     * or more. A side of 2 has one link where a longer one has two.
     *
     * @param columns c
     */
    public static Topology torus(int rows, int columns) {
        Set<Link> links = new LinkedHashSet<>();
        for (int agent = 0; agent < rows * columns; agent++) {
            int row = agent / columns;
            int column = agent % columns;
            int right = row * columns + (column + 1) % columns;
            int below = (row + 1) % rows * columns + column;
            for (int neighbour : new int[] {right, below}) {
                if (neighbour != agent) {
                    links.add(Link.between(agent, neighbour));
                }
            }
        }
        return of(rows * columns, links);
    }

    /**
     * The number of rows of the torus of p agents that is nearest to a square: the largest divisor of p up to its root.
     *
     * @return 1 where p is prime
     */
    public static int rowsOfTorus(int agents) {
        int rows = (int) Math.sqrt(agents);
        while (agents % rows != 0) {
            rows--;
        }
        return rows;
    }

    /**
     * A random connected graph in which each agent has so many neighbours.
     *
     * @param degree from 2 to p - 1, with p x degree even
     */
    public static Topology randomRegular(int agents, int degree, RandomStreams streams) {
        return of(agents, RandomRegularGraph.links(agents, degree, streams.stream(Purpose.TOPOLOGY, agents, degree)));
    }

    public static Topology of(int agents, Collection<Link> links) {
        return new Topology(neighbours(agents, links));
    }

    /** Neighbours of each agent, each list ascending. */
    static List<List<Integer>> neighbours(int agents, Collection<Link> links) {
        List<List<Integer>> neighbours = new ArrayList<>();
        IntStream.range(0, agents).forEach(agent -> neighbours.add(new ArrayList<>()));
        for (Link link : links) {
            neighbours.get(link.lower).add(link.higher);
            neighbours.get(link.higher).add(link.lower);
        }
        neighbours.forEach(list -> list.sort(null));
        return neighbours;
    }

    /** The agents that no path leads to from agent 0, ascending. */
    public static List<Integer> unreachable(int agents, Collection<Link> links) {
        return unreachable(neighbours(agents, links));
    }

    private static List<Integer> unreachable(List<List<Integer>> neighbours) {
        boolean[] reached = new boolean[neighbours.size()];
        Deque<Integer> next = new ArrayDeque<>(List.of(0));
        reached[0] = true;
        while (!next.isEmpty()) {
            for (int neighbour : neighbours.get(next.remove())) {
                if (!reached[neighbour]) {
                    reached[neighbour] = true;
                    next.add(neighbour);
                }
            }
        }
        return IntStream.range(0, reached.length)
                .filter(agent -> !reached[agent])
                .boxed()
                .toList();
    }

    /** p. */
    public int agents() {
        return neighbours.size();
    }

    /** Whether all agents are linked to all others. */
    public boolean isComplete() {
        return neighbours.stream().allMatch(list -> list.size() == neighbours.size() - 1);
    }
}
