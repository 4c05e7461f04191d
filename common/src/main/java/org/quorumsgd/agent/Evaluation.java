package org.quorumsgd.agent;

import java.util.ArrayList;
import java.util.List;

/** How good are these models on the agent's shard of a split? One answer a model, in their order. */
public record Evaluation(Split split, List<Model> models) implements ModelQuestion<List<EvaluationSums>> {
    @Override
    public List<EvaluationSums> answer(Objective objective) {
        List<EvaluationSums> sums = new ArrayList<>(models.size());
        for (Model model : models) {
            sums.add(objective.evaluate(split, model));
        }
        return sums;
    }
}
