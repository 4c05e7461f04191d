package org.quorumsgd.ensemble;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.schedule.Plateau;

/**
 * What distinguishes the agents' learning rates: eta^i = m^i (plateau factor of agent i) eta.
 *
 * @param multipliers m^i, in agent order; empty: 1 for all
 * @param plateau divides the rate of an agent that stalls; null: none does
 */
public record AgentLearningRates(
        List<Double> multipliers, @Nullable Plateau plateau) {
    public static final AgentLearningRates SAME = new AgentLearningRates(List.of(), null);

    public AgentLearningRates {
        multipliers = List.copyOf(multipliers);
    }

    /** What each agent's learning rate is multiplied by; empty when all are the same for good. */
    List<Double> factors(List<Plateau.State> states) {
        if (plateau == null) {
            return multipliers;
        }
        List<Double> factors = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            factors.add(plateau.factor(states.get(i)) * (multipliers.isEmpty() ? 1 : multipliers.get(i)));
        }
        return factors;
    }
}
