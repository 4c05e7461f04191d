package org.quorumsgd.engine;

import java.util.List;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Residence;
import org.quorumsgd.agent.Split;
import org.quorumsgd.vector.Vector;

/** Hands every call on; a test overrides the one that it watches or disturbs. */
class ForwardingObjective implements Objective {
    private final Objective objective;

    ForwardingObjective(Objective objective) {
        this.objective = objective;
    }

    @Override
    public double gradient(long step, Vector parameters, Vector statistics, Vector gradient) {
        return objective.gradient(step, parameters, statistics, gradient);
    }

    @Override
    public double probe(Vector parameters, Vector statistics, Vector gradient) {
        return objective.probe(parameters, statistics, gradient);
    }

    @Override
    public EvaluationSums evaluate(Split split, Model model) {
        return objective.evaluate(split, model);
    }

    @Override
    public Vector recalibratedStatistics(Model model) {
        return objective.recalibratedStatistics(model);
    }

    @Override
    public Residence residence() {
        return objective.residence();
    }

    @Override
    public List<ParameterBlock> blocks() {
        return objective.blocks();
    }

    @Override
    public void close() {
        objective.close();
    }
}
