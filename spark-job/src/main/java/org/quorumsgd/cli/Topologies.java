package org.quorumsgd.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;
import org.quorumsgd.decentralized.Topology;
import org.quorumsgd.decentralized.Topology.Link;
import org.quorumsgd.random.RandomStreams;

/** The graph of agents that a configuration names. */
final class Topologies {
    private Topologies() {}

    /**
     * The graph, or null where agents exchange with a server.
     *
     * @throws InvalidInputException with every problem of a file
     */
    static @Nullable Topology of(Configuration configuration, org.apache.hadoop.conf.Configuration hadoop) {
        if (!configuration.value(Keys.ALGORITHM).isDecentralized()) {
            return null;
        }
        int agents = configuration.value(Keys.AGENTS);
        return switch (configuration.value(Keys.TOPOLOGY_GRAPH)) {
            case ALL_TO_ALL -> Topology.allToAll(agents);
            case RING -> Topology.ring(agents);
            case TORUS -> {
                int rows = Topology.rowsOfTorus(agents);
                yield Topology.torus(rows, agents / rows);
            }
            case RANDOM_REGULAR ->
                Topology.randomRegular(
                        agents,
                        configuration.value(Keys.TOPOLOGY_DEGREE),
                        new RandomStreams(configuration.value(Keys.SEED)));
            case FILE -> {
                String file = configuration.value(Keys.TOPOLOGY_FILE).orElseThrow();
                yield parse(read(file, hadoop), file, agents);
            }
        };
    }

    private static String read(String file, org.apache.hadoop.conf.Configuration hadoop) {
        try {
            Path path = new Path(file);
            try (InputStream in = path.getFileSystem(hadoop).open(path)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException | RuntimeException e) { // a client that is not on the class path is no IOException
            throw InvalidInputException.of(
                    "Invalid topology.file: " + file + " (expected a readable file: " + e.getMessage() + ")");
        }
    }

    /** Two numbers a line, apart by blanks or a comma; what follows # is not read. */
    private static Topology parse(String text, String file, int agents) {
        Problems problems = new Problems();
        Set<Link> links = new LinkedHashSet<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                add(line, file + ", line " + (i + 1), agents, links, problems);
            }
        }
        if (problems.isEmpty()) {
            List<Integer> unreachable = Topology.unreachable(agents, links);
            if (!unreachable.isEmpty()) {
                problems.invalid(file, unreachable, "a path from agent 0 to every agent");
            }
        }
        problems.throwIfAny();
        return Topology.of(agents, links);
    }

    private static void add(String line, String where, int agents, Set<Link> links, Problems problems) {
        String[] words = line.split("\\s*,\\s*|\\s+", -1);
        OptionalInt one = words.length == 2 ? agent(words[0], agents) : OptionalInt.empty();
        OptionalInt other = words.length == 2 ? agent(words[1], agents) : OptionalInt.empty();
        if (one.isEmpty() || other.isEmpty() || one.getAsInt() == other.getAsInt()) {
            problems.invalid(where, line, "two agents, different numbers from 0 to " + (agents - 1));
        } else if (!links.add(Link.between(one.getAsInt(), other.getAsInt()))) {
            problems.invalid(where, line, "a link that no line before has; links carry both ways");
        }
    }

    private static OptionalInt agent(String word, int agents) {
        try {
            int agent = Integer.parseInt(word);
            return agent >= 0 && agent < agents ? OptionalInt.of(agent) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
