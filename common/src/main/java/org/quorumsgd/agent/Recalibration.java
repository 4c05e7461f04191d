package org.quorumsgd.agent;

/** Which statistics do the model's parameters have over the agent's training data? Shape (m,). */
public record Recalibration(Model model) implements ModelQuestion<float[]> {
    @Override
    public float[] answer(Objective objective) {
        return objective.recalibratedStatistics(model).hostValues();
    }
}
