package org.quorumsgd.ui;

import java.util.List;
import java.util.stream.IntStream;
import org.quorumsgd.event.RoundCompleted;
import org.quorumsgd.event.RunStarted;

/** Events of a run that never was: losses fall, agent 2 drifts, every hundredth round is evaluated. */
final class Rounds {
    static final int EVALUATION_EVERY = 100;

    private Rounds() {}

    static RunStarted started(String id, int agents, long rounds) {
        return started(id, "synthetic", agents, rounds);
    }

    static RunStarted started(String id, String name, int agents, long rounds) {
        return started(
                id,
                name,
                "qsgd",
                agents,
                rounds,
                "agents = " + agents + "\n\ncoupling {\n  gain = 1.0\n  period = 1\n}\n");
    }

    /** Of agents that go by a virtual clock; {@link #commits} are its rounds. */
    static RunStarted startedOnAClock(String id, int agents, long rounds) {
        String configuration = "agents = " + agents + "\nclock = virtual\n\ncoupling {\n  period = 3\n}\n";
        return started(id, "synthetic", "gem", agents, rounds, configuration);
    }

    private static RunStarted started(
            String id, String name, String algorithm, int agents, long rounds, String configuration) {
        return new RunStarted(id, name, algorithm, agents, 1_000_000, rounds, configuration, 1_700_000_000_000L);
    }

    static RoundCompleted round(String id, long round, int agents) {
        return round(id, round, agents, 1, 1, 1, Double.NaN);
    }

    /** A round on a virtual clock: the centre's energy is above that of the momentum until they meet. */
    static RoundCompleted commits(String id, long round, int agents) {
        return round(id, round, agents, 1, 1, 1, 1);
    }

    /** From round 500 on the spread grows, from 700 on throughput is a third, from 850 on loss and gradient grow. */
    static RoundCompleted troubledRound(String id, long round, int agents) {
        double spread = Math.exp(Math.max(0, round - 500) / 40.0) / (1.5 + Math.sin(0.37 * round));
        double speed = round < 700 ? 1 : 1.0 / 3;
        return round(id, round, agents, Math.exp(Math.max(0, round - 850) / 25.0), spread, speed, Double.NaN);
    }

    /** @param clock 1 for agents that go in their own time, otherwise NaN */
    private static RoundCompleted round(
            String id,
            long round,
            int agents,
            double lossFactor,
            double spreadFactor,
            double speedFactor,
            double clock) {
        boolean together = Double.isNaN(clock);
        double loss = lossFactor * 2.3 / (1 + 0.01 * round) * (1 + 0.05 * Math.sin(round));
        boolean evaluated = round % EVALUATION_EVERY == 0;
        double spread = spreadFactor * 10 / (1 + 0.1 * round) * (1.5 + Math.sin(0.37 * round));
        return new RoundCompleted(
                id,
                round,
                round,
                round * 0.01,
                loss,
                measured(evaluated, loss + 0.1),
                measured(evaluated, loss / 4),
                measured(evaluated, loss + 0.15),
                measured(evaluated, loss / 3.5),
                spread,
                5 + 1e-3 * round,
                0,
                3 * loss,
                0.05,
                together ? 1 : 0,
                0.25 * round,
                measured(together, 0.03 + 0.01 * Math.cos(round)),
                speedFactor * (1000 + 50 * Math.sin(round)),
                4 * Math.sqrt(spread),
                0.1,
                1e-5,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                measured(evaluated, 1 / Math.sqrt(agents) * (1 + 0.1 * Math.sin(round))),
                Double.NaN,
                Double.NaN,
                clock * 1.25 * round,
                clock * (agents - 1 + Math.sin(0.3 * round)),
                clock * (agents + Math.sin(0.3 * round)),
                clock * Math.rint(3 * agents + agents * Math.sin(0.7 * round)),
                clock * (loss + 3.0 / round),
                clock * loss,
                clock * 0.2 * loss,
                clock * agents,
                Double.NaN,
                Double.NaN,
                agents(round, agents, Math.sqrt(spread), loss, clock),
                List.of());
    }

    /** A round of which only its times are known, and the bytes that crossed to devices and back: a million times its number. */
    static RoundCompleted roundOf(String id, long round, List<Double> computeSeconds, double overheadSeconds) {
        double no = Double.NaN;
        List<RoundCompleted.Agent> agents = IntStream.range(0, computeSeconds.size())
                .mapToObj(agent -> new RoundCompleted.Agent(
                        agent, "localhost", "cpu", 1, 1, 1, computeSeconds.get(agent), 0.05, 1, no, no))
                .toList();
        return new RoundCompleted(
                id,
                round,
                round,
                no,
                1,
                no,
                no,
                no,
                no,
                1,
                1,
                0,
                1,
                0.05,
                1,
                1,
                overheadSeconds,
                1,
                no,
                no,
                no,
                no,
                no,
                no,
                no,
                no,
                no,
                no,
                no,
                no,
                no,
                no,
                no,
                no,
                no,
                no,
                1e6 * round,
                agents,
                List.of());
    }

    private static double measured(boolean evaluated, double value) {
        return evaluated ? value : Double.NaN;
    }

    private static List<RoundCompleted.Agent> agents(
            long round, int agents, double distance, double loss, double clock) {
        return IntStream.range(0, agents)
                .mapToObj(agent -> new RoundCompleted.Agent(
                        agent,
                        "localhost",
                        "cpu",
                        loss * (1 + 0.1 * Math.sin(round * (1 + agent))),
                        distance * (agent == 2 ? 1 + Math.min(1, 1e-4 * round) : 1 + 0.2 * Math.sin(round + agent)),
                        1,
                        0.2 + (agent == 1 ? 0.1 : 0.01 * Math.sin(round + agent)),
                        agent % 2 == 0 ? 0.05 : 0.04,
                        1,
                        Double.NaN,
                        clock * ((round + agent) % agents)))
                .toList();
    }
}
