package org.quorumsgd.simulate;

import java.util.ArrayList;
import java.util.List;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.schedule.ConstantSchedule;
import org.quorumsgd.schedule.Schedule;

/** The model problems of Boffi &amp; Slotine (2020), sec. 4.3, with the constants that reproduce its figures. */
final class PaperModels {
    static final Loss WAVY = new WavyDoubleWell(0.02, DoubleWell.DEFAULT, 2.4, 20, 1.2, 35);
    static final int AGENTS = 50;
    static final int STEPS = 4000;
    static final double NOISE = 12;
    static final double START = 3;
    static final UniformNoise DRAWS = new UniformNoise(new RandomStreams(1));

    private PaperModels() {}

    static Loss wells(int dimension) {
        return new CoupledDoubleWells(dimension, 0.02, DoubleWell.DEFAULT, 2.4, 20);
    }

    static SimulationRules rules(Schedule learningRate, double momentum) {
        return new SimulationRules(
                WAVY, AGENTS, CommonVariable.CENTRE, learningRate, momentum, NOISE, START, STEPS, STEPS / 4);
    }

    static SimulationRules figure1() {
        return rules(new ConstantSchedule(0.01), 0);
    }

    /** Simulations 0, 1, ... of one gain. */
    static List<Simulation> simulations(double gain, int count) {
        List<Simulation> simulations = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            simulations.add(new Simulation(gain, index));
        }
        return simulations;
    }
}
