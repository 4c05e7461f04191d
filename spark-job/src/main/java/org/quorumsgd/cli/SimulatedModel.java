package org.quorumsgd.cli;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.ClockName;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.LossName;
import org.quorumsgd.config.Problems;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.Schedule;
import org.quorumsgd.schedule.StepSchedule;
import org.quorumsgd.simulate.CommonVariable;
import org.quorumsgd.simulate.CoupledDoubleWells;
import org.quorumsgd.simulate.DoubleWell;
import org.quorumsgd.simulate.Expression;
import org.quorumsgd.simulate.Loss;
import org.quorumsgd.simulate.QuadraticLoss;
import org.quorumsgd.simulate.Rastrigin;
import org.quorumsgd.simulate.Rosenbrock;
import org.quorumsgd.simulate.Simulation;
import org.quorumsgd.simulate.SimulationRules;
import org.quorumsgd.simulate.UniformNoise;
import org.quorumsgd.simulate.WavyDoubleWell;

/** The simulations that a configuration describes. */
record SimulatedModel(Configuration configuration, SimulationRules rules, UniformNoise noise, List<Double> gains) {
    private static final double HALF = 0.5;
    /** Characters of an expression in a message. */
    private static final int MOST_SHOWN = 200;

    private static final String VECTORS = "jdk.incubator.vector";

    /** What the JVMs of driver and executors are started with. */
    static final String JVM_OPTION = "--add-modules=" + VECTORS;

    /** Adds what is wrong besides what the configuration's own checks find. */
    static void check(Configuration configuration, Problems problems) {
        if (ModuleLayer.boot().findModule(VECTORS).isEmpty()) {
            problems.invalid(
                    "spark.driver.defaultJavaOptions",
                    System.getProperty("spark.driver.defaultJavaOptions", "none"),
                    JVM_OPTION + " among them, as bin/quorum simulate sets it");
        }
        if (configuration.value(Keys.SIMULATION_LOSS) == LossName.EXPRESSION) {
            try {
                expression(configuration);
            } catch (ParseException e) {
                problems.invalid(
                        Keys.SIMULATION_EXPRESSION.name(),
                        shown(configuration.value(Keys.SIMULATION_EXPRESSION).orElseThrow()),
                        e.getMessage() + " at character " + (e.getErrorOffset() + 1));
            }
        }
        int agents = configuration.value(Keys.AGENTS);
        int dimension = configuration.value(Keys.SIMULATION_DIMENSION);
        if (Math.multiplyFull(agents, dimension) > SimulationRules.MOST_NUMBERS) {
            problems.invalid(
                    Keys.AGENTS.name(),
                    agents + " in " + dimension + " dimensions",
                    "at most " + SimulationRules.MOST_NUMBERS + " numbers in a simulation");
        }
        Algorithm algorithm = configuration.value(Keys.ALGORITHM);
        if (algorithm == Algorithm.SD_QSGD || !algorithm.hasGain()) {
            problems.invalid(
                    Keys.ALGORITHM.name(), algorithm.label(), "qsgd or easgd in a simulation; gain 0 couples nothing");
        } else if (configuration.value(Keys.CLOCK) != ClockName.NONE) {
            problems.invalid(
                    Keys.CLOCK.name(),
                    configuration.value(Keys.CLOCK).label(),
                    "none in a simulation, whose agents step together");
        }
    }

    private static String shown(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
    }

    static SimulatedModel of(Configuration configuration) {
        SimulationRules rules = new SimulationRules(
                loss(configuration),
                configuration.value(Keys.AGENTS),
                configuration.value(Keys.ALGORITHM) == Algorithm.EASGD
                        ? CommonVariable.LOW_PASS
                        : CommonVariable.CENTRE,
                learningRate(configuration),
                configuration.value(Keys.SIMULATION_MOMENTUM),
                configuration.value(Keys.SIMULATION_NOISE),
                configuration.value(Keys.SIMULATION_START),
                configuration.value(Keys.SIMULATION_STEPS),
                configuration.value(Keys.SIMULATION_MEASURE_EVERY_STEPS));
        return new SimulatedModel(
                configuration,
                rules,
                new UniformNoise(new RandomStreams(configuration.value(Keys.SEED))),
                configuration.value(Keys.SIMULATION_GAINS));
    }

    private static Schedule learningRate(Configuration configuration) {
        double initial = configuration.value(Keys.SIMULATION_LEARNING_RATE);
        double floor = configuration.value(Keys.SIMULATION_LEARNING_RATE_FLOOR);
        Optional<Integer> every = configuration.value(Keys.SIMULATION_HALVE_EVERY_STEPS);
        return every.isPresent() ? new StepSchedule(initial, HALF, every.get(), floor) : new ConstantSchedule(initial);
    }

    private static Loss loss(Configuration configuration) {
        int dimension = configuration.value(Keys.SIMULATION_DIMENSION);
        double scale = configuration.value(Keys.SIMULATION_SCALE);
        double curvature = configuration.value(Keys.SIMULATION_CURVATURE);
        List<Double> amplitudes = configuration.value(Keys.SIMULATION_AMPLITUDES);
        List<Double> frequencies = configuration.value(Keys.SIMULATION_FREQUENCIES);
        DoubleWell well = new DoubleWell(
                configuration.value(Keys.SIMULATION_QUARTIC),
                configuration.value(Keys.SIMULATION_QUADRATIC),
                configuration.value(Keys.SIMULATION_LINEAR));
        return switch (configuration.value(Keys.SIMULATION_LOSS)) {
            case WAVY_DOUBLE_WELL ->
                new WavyDoubleWell(
                        scale, well, amplitudes.get(0), frequencies.get(0), amplitudes.get(1), frequencies.get(1));
            case COUPLED_DOUBLE_WELLS ->
                new CoupledDoubleWells(dimension, scale, well, amplitudes.get(0), frequencies.get(0));
            case QUADRATIC -> new QuadraticLoss(dimension, curvature);
            case ROSENBROCK -> new Rosenbrock(dimension, curvature);
            case RASTRIGIN -> new Rastrigin(dimension, amplitudes.get(0));
            case EXPRESSION -> {
                try {
                    yield expression(configuration);
                } catch (ParseException e) {
                    throw new IllegalArgumentException(e); // checked before
                }
            }
        };
    }

    private static Expression expression(Configuration configuration) throws ParseException {
        return Expression.parse(
                configuration.value(Keys.SIMULATION_EXPRESSION).orElseThrow(),
                configuration.value(Keys.SIMULATION_DIMENSION));
    }

    /** All simulations, gain by gain. */
    List<Simulation> simulations() {
        List<Simulation> simulations = new ArrayList<>();
        for (double gain : gains) {
            for (int index = 0; index < simulationsOfAGain(); index++) {
                simulations.add(new Simulation(gain, index));
            }
        }
        return simulations;
    }

    int simulationsOfAGain() {
        return configuration.value(Keys.SIMULATION_SIMULATIONS);
    }

    /** Numbers that are moved in all steps of all simulations. */
    long updates() {
        return (long) gains.size()
                * simulationsOfAGain()
                * rules.agents()
                * rules.loss().dimension()
                * rules.steps();
    }

    String sentence() {
        return String.format(
                Locale.ROOT,
                "%s: %s, %d gains x %d simulations x %d agents, %,d steps",
                configuration.value(Keys.NAME),
                configuration.value(Keys.SIMULATION_LOSS).label(),
                gains.size(),
                simulationsOfAGain(),
                rules.agents(),
                rules.steps());
    }
}
