package org.quorumsgd.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.simulate.CommonVariable;
import org.quorumsgd.simulate.DoubleWell;
import org.quorumsgd.simulate.Simulation;
import org.quorumsgd.simulate.SimulationBlock;
import org.quorumsgd.simulate.SimulationResult;
import org.quorumsgd.simulate.SimulationRules;
import org.quorumsgd.simulate.UniformNoise;
import org.quorumsgd.simulate.WavyDoubleWell;

/**
 * The paper's first figure in the JDK's incubating vectors and in plain loops: an operation is 192 simulations of 50 agents and 400
 * steps, 3.84 million updates of agents. See docs/adr/0016.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SimulationLoops {
    private static final int SIMULATIONS = 192;
    private static final int AGENTS = 50;
    private static final int STEPS = 400;

    private final SimulationRules rules = new SimulationRules(
            new WavyDoubleWell(0.02, DoubleWell.DEFAULT, 2.4, 20, 1.2, 35),
            AGENTS,
            CommonVariable.CENTRE,
            new ConstantSchedule(0.01),
            0,
            12,
            3,
            STEPS,
            STEPS);
    private final UniformNoise noise = new UniformNoise(new RandomStreams(1));
    private final List<Simulation> simulations = simulations();
    private final PlainLoops plain = new PlainLoops(AGENTS, SIMULATIONS);

    private static List<Simulation> simulations() {
        List<Simulation> simulations = new ArrayList<>();
        for (int i = 0; i < SIMULATIONS; i++) {
            simulations.add(new Simulation(i % 6, i));
        }
        return simulations;
    }

    @Benchmark
    public List<SimulationResult> vectors() {
        return SimulationBlock.run(rules, noise, simulations);
    }

    @Benchmark
    public float[] plainLoops() {
        for (int step = 0; step < STEPS; step++) {
            plain.step(step);
        }
        return plain.centre();
    }
}
