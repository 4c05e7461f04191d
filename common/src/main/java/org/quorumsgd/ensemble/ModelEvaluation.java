package org.quorumsgd.ensemble;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.quorumsgd.agent.Evaluation;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Split;

/** Judges models on a whole split, of which every agent holds a shard. */
public final class ModelEvaluation {
    private ModelEvaluation() {}

    /** The verdict on one model; shards are added in agent order. */
    public static EvaluationSums of(Agents agents, Split split, Model model) {
        return of(agents, "evaluation on the " + split.label() + " split", split, List.of(model))
                .get(0);
    }

    /** The verdicts in the order of the models; shards are added in agent order. */
    static List<EvaluationSums> of(Agents agents, String what, Split split, List<Model> models) {
        List<EvaluationSums> sums = new ArrayList<>();
        for (int begin = 0; begin < models.size(); begin += Ensemble.MODELS_IN_A_QUESTION) {
            int end = Math.min(models.size(), begin + Ensemble.MODELS_IN_A_QUESTION);
            Evaluation question = new Evaluation(split, new ArrayList<>(models.subList(begin, end)));
            List<EvaluationSums> some = new ArrayList<>(Collections.nCopies(end - begin, EvaluationSums.ZERO));
            for (List<EvaluationSums> shard : agents.ask(what, question)) {
                for (int i = 0; i < shard.size(); i++) {
                    some.set(i, some.get(i).plus(shard.get(i)));
                }
            }
            sums.addAll(some);
        }
        return sums;
    }
}
