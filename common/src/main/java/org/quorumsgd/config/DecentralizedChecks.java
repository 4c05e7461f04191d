package org.quorumsgd.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What agents without a server ask of other keys, and who else may not name theirs. */
final class DecentralizedChecks {
    /** Keys of what only such agents have. */
    static final List<Key<?>> OF_LINKS = List.of(
            Keys.TOPOLOGY_GRAPH,
            Keys.TOPOLOGY_DEGREE,
            Keys.TOPOLOGY_FILE,
            Keys.LINK_DELAY_DISTRIBUTION,
            Keys.LINK_DELAY_MEAN,
            Keys.LINK_DELAY_DEVIATION,
            Keys.LINK_DELAY_MULTIPLIERS);

    /** Read by {@link #run}. */
    static final List<Key<?>> READS = Stream.of(
                    OF_LINKS, List.<Key<?>>of(Keys.CLOCK, Keys.ALGORITHM, Keys.AGENTS, Keys.START))
            .<Key<?>>flatMap(List::stream)
            .toList();

    private DecentralizedChecks() {}

    static void run(Configuration configuration, Problems problems) {
        if (configuration.value(Keys.CLOCK) == ClockName.NONE) {
            return; // warned of, see Warnings
        }
        Algorithm algorithm = configuration.value(Keys.ALGORITHM);
        String because = "with algorithm = " + algorithm.label();
        if (!algorithm.isDecentralized()) {
            ClockChecks.mustBeDefault(configuration, OF_LINKS, because, problems);
            return;
        }
        if (configuration.value(Keys.CLOCK) != ClockName.VIRTUAL) {
            problems.invalid(Keys.CLOCK.name(), configuration.value(Keys.CLOCK).label(), "virtual " + because);
        }
        if (configuration.value(Keys.START) != StartPoint.COMMON) {
            problems.invalid(
                    Keys.START.name(),
                    configuration.value(Keys.START).label(),
                    "common with algorithm = dasgd, whose agents exchange gradients alone and would stay apart");
        }
        graph(configuration, problems);
        delays(configuration, problems);
    }

    private static void graph(Configuration configuration, Problems problems) {
        TopologyName graph = configuration.value(Keys.TOPOLOGY_GRAPH);
        String because = "with topology.graph = " + graph.label();
        int agents = configuration.value(Keys.AGENTS);
        if (graph == TopologyName.TORUS && !isProduct(agents)) {
            problems.invalid(
                    Keys.AGENTS.name(), agents, "a product of two numbers of at least 2 " + because + ", or use ring");
        }
        if (graph == TopologyName.RANDOM_REGULAR) {
            degree(agents, configuration.value(Keys.TOPOLOGY_DEGREE), problems);
        } else {
            ClockChecks.mustBeDefault(configuration, List.of(Keys.TOPOLOGY_DEGREE), because, problems);
        }
        Optional<String> file = configuration.value(Keys.TOPOLOGY_FILE);
        if (graph != TopologyName.FILE) {
            ClockChecks.mustBeDefault(configuration, List.of(Keys.TOPOLOGY_FILE), because, problems);
        } else if (file.isEmpty()) {
            problems.invalid(Keys.TOPOLOGY_FILE.name(), "null", "a value " + because);
        }
    }

    private static boolean isProduct(int agents) {
        for (int factor = 2; factor * factor <= agents; factor++) {
            if (agents % factor == 0) {
                return true;
            }
        }
        return false;
    }

    private static void degree(int agents, int degree, Problems problems) {
        if (agents < 3) {
            problems.invalid(Keys.AGENTS.name(), agents, "at least 3 with topology.graph = random-regular");
        } else if (degree >= agents || (long) agents * degree % 2 != 0) {
            problems.invalid(
                    Keys.TOPOLOGY_DEGREE.name(),
                    degree,
                    (agents % 2 == 0 ? "a number" : "an even number") + " from 2 to " + (agents - 1)
                            + " with topology.graph = random-regular and " + agents + " agents");
        }
    }

    private static void delays(Configuration configuration, Problems problems) {
        if (configuration.value(Keys.LINK_DELAY_MEAN) == 0) {
            List<Key<?>> ofDelays =
                    List.of(Keys.LINK_DELAY_DISTRIBUTION, Keys.LINK_DELAY_DEVIATION, Keys.LINK_DELAY_MULTIPLIERS);
            ClockChecks.mustBeDefault(configuration, ofDelays, "with link-delay.mean = 0", problems);
            return;
        }
        ServiceTimeName distribution = configuration.value(Keys.LINK_DELAY_DISTRIBUTION);
        if (distribution != ServiceTimeName.LOG_NORMAL) {
            ClockChecks.mustBeDefault(
                    configuration,
                    List.of(Keys.LINK_DELAY_DEVIATION),
                    "with " + Keys.LINK_DELAY_DISTRIBUTION.name() + " = " + distribution.label(),
                    problems);
        }
        CrossChecks.aNumberAnAgent(
                Keys.LINK_DELAY_MULTIPLIERS,
                configuration.value(Keys.LINK_DELAY_MULTIPLIERS),
                configuration.value(Keys.AGENTS),
                problems);
    }
}
