package org.quorumsgd.cli;

import static org.quorumsgd.bench.Target.atLeast;
import static org.quorumsgd.bench.Target.atMost;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.quorumsgd.bench.Claim;
import org.quorumsgd.bench.Comparison;
import org.quorumsgd.bench.Entrant;
import org.quorumsgd.bench.Launcher;
import org.quorumsgd.bench.WholeSimulation;
import org.quorumsgd.cli.ContenderCommand.Kind;
import org.quorumsgd.contender.Contender;

/** The paper's first figure: our loops in one thread and in two, NumPy's in one, a Spark job, the whole command. */
record SimulationComparison(Launcher launcher, boolean quick) {
    private static final String UNIT = "million updates/s";
    /** As conf/paper/fig-1.conf; the other keys have its values by default. */
    private static final List<String> FIGURE_1 = List.of(
            "name=fig-1",
            "agents=50",
            "algorithm=qsgd",
            "simulation.gains=[0, 1, 3, 10, 30, 80]",
            "simulation.steps=4000");
    /** Simulations of each of six gains, of 50 agents and 4,000 steps, that are a little over 1e9 updates. */
    private static final int FOR_A_BILLION = 834;

    Comparison of(int repetitions) {
        Entrant one = ours("simulation, 1 thread", 1);
        Entrant two = ours("simulation, 2 threads", 2);
        Entrant numpy = new Entrant(
                "simulation, NumPy, 1 thread", UNIT, 1, quick ? 1 : 4, () -> launcher.numpy("simulation, NumPy"));
        Entrant job = new Entrant("1e9 updates in a Spark job, local[2]", "s", 4, 1, this::job);
        Path figure = launcher.root().resolve("conf/paper/fig-1.conf");
        Entrant whole = new Entrant(
                "bin/quorum simulate fig-1.conf from the command on",
                "s",
                0,
                1,
                () -> new WholeSimulation(launcher, figure, WholeSimulation.Since.COMMAND));
        Entrant run = new Entrant(
                "the same from Spark's start on",
                "s",
                0,
                1,
                () -> new WholeSimulation(launcher, figure, WholeSimulation.Since.RUN));
        return new Comparison(
                "simulation",
                "updates of agents in the paper's first figure, single precision",
                repetitions,
                List.of(one, numpy, two, job, whole, run),
                List.of(
                        Claim.of(one, null),
                        Claim.of(numpy, null),
                        Claim.of(two, null),
                        Claim.ratio("simulation / NumPy, 1 thread each", one, numpy, atLeast(5)),
                        Claim.ratio("simulation, 2 threads / 1 thread", two, one, atLeast(1.8)),
                        Claim.of(job, atMost(1.5)),
                        Claim.of(whole, null),
                        Claim.of(run, atMost(10))));
    }

    private Entrant ours(String name, int threads) {
        List<String> arguments = new ArrayList<>(ContenderCommand.arguments(Kind.SIMULATIONS, FIGURE_1));
        arguments.addAll(List.of("--threads", Integer.toString(threads)));
        return new Entrant(name, UNIT, 60, quick ? 10 : 30, () -> launcher.simulation(name, "local[1]", arguments));
    }

    private Contender job() {
        List<String> settings = new ArrayList<>(FIGURE_1);
        settings.add("simulation.simulations=" + FOR_A_BILLION);
        return launcher.simulation(
                "simulation job", "local[2]", ContenderCommand.arguments(Kind.SIMULATION_JOB, settings));
    }
}
