package org.quorumsgd.cli;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.asynchronous.AsynchronousRules;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.ClockName;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;
import org.quorumsgd.decentralized.DecentralizedRules;
import org.quorumsgd.decentralized.Topology;
import org.quorumsgd.engine.DeadlineRule;
import org.quorumsgd.engine.NextGradient;
import org.quorumsgd.ensemble.QuorumRules;

/**
 * A configuration put together: everything checked that can be checked without reading the data.
 *
 * @param topology of agents without a server; null for others
 */
record Experiment(
        Configuration configuration,
        Workload workload,
        @Nullable Topology topology) {
    /** Of agents that go round together or have a server. */
    Experiment(Configuration configuration, Workload workload) {
        this(configuration, workload, null);
    }

    /** @throws InvalidInputException with every problem of data, model and topology */
    static Experiment prepare(Configuration configuration, org.apache.hadoop.conf.Configuration hadoop) {
        Problems problems = new Problems();
        Topology topology = orNull(() -> Topologies.of(configuration, hadoop), problems);
        Workload workload = orNull(() -> Workload.prepare(configuration, hadoop), problems);
        problems.throwIfAny();
        return new Experiment(configuration, Objects.requireNonNull(workload, "workload"), topology);
    }

    private static <T> @Nullable T orNull(Supplier<@Nullable T> prepared, Problems problems) {
        try {
            return prepared.get();
        } catch (InvalidInputException e) {
            problems.addAll(e);
            return null;
        }
    }

    RunLength length() {
        return RunLength.of(configuration, workload.examplesPerEpoch());
    }

    AgentRules agentRules() {
        return Rules.agentRules(configuration, length());
    }

    QuorumRules quorumRules() {
        return Rules.quorumRules(configuration, length());
    }

    /** Whether agents exchange in their own time. */
    boolean isAsynchronous() {
        return configuration.value(Keys.CLOCK) != ClockName.NONE;
    }

    /** Whether the order of their commits is one that nothing but its record can repeat. */
    boolean recordsOrder() {
        return configuration.value(Keys.CLOCK) == ClockName.REAL;
    }

    AsynchronousRules asynchronousRules() {
        return ClockRules.of(configuration, length());
    }

    /** Whether agents exchange without a server. */
    boolean isDecentralized() {
        return topology != null;
    }

    DecentralizedRules decentralizedRules() {
        return ClockRules.decentralized(configuration, length(), Objects.requireNonNull(topology, "topology"));
    }

    long plannedRounds() {
        return length().planned(configuration);
    }

    /** The first round from this fraction of the run's length on after which the reported model is judged. */
    long judgedRound(double fraction) {
        RunLength length = length();
        long from = Math.max(1, (long) Math.ceil(fraction * plannedRounds() - 1e-9));
        long everySteps = length.steps(configuration.value(Keys.EVALUATION_EVERY_EPOCHS));
        return Math.min(plannedRounds(), length.firstPeriodEnd(from, everySteps));
    }

    NextGradient nextGradient() {
        return configuration.value(Keys.GRADIENT_PREFETCH) ? NextGradient.EARLY : NextGradient.WHEN_ASKED;
    }

    DeadlineRule deadline() {
        return new DeadlineRule(
                configuration.value(Keys.DEADLINE_ACTION),
                configuration.value(Keys.DEADLINE_FACTOR),
                configuration.value(Keys.DEADLINE_FLOOR_SECONDS),
                configuration.value(Keys.DEADLINE_FRACTION));
    }

    /** The experiment in one sentence. */
    String sentence() {
        int agents = configuration.value(Keys.AGENTS);
        return String.format(
                Locale.ROOT,
                "%s: %d %s, %s, period %d, %s, %,d rounds",
                configuration.value(Keys.NAME),
                agents,
                agents == 1 ? "agent" : "agents",
                coupling(),
                configuration.value(Keys.COUPLING_PERIOD),
                workload.description(),
                plannedRounds());
    }

    private String coupling() {
        Algorithm algorithm = configuration.value(Keys.ALGORITHM);
        if (algorithm == Algorithm.NONE) {
            return "uncoupled";
        }
        String gain = algorithm.hasGain() ? ", gain " + configuration.value(Keys.COUPLING_GAIN) : "";
        String graph = algorithm.isDecentralized()
                ? ", " + configuration.value(Keys.TOPOLOGY_GRAPH).label()
                : "";
        return algorithm.label()
                + (isAsynchronous() ? " on a " + configuration.value(Keys.CLOCK).label() + " clock" : "")
                + gain
                + graph;
    }
}
