package org.quorumsgd.agent;

import org.jspecify.annotations.Nullable;
import org.quorumsgd.coupling.ElasticPull;
import org.quorumsgd.optimise.Optimiser;
import org.quorumsgd.vector.Vector;

/**
 * One agent's share of a round: an exchange with the common signal and tau local steps.
 *
 * <pre>
 *   g  = gradient at the optimiser's point for (x, v),       all from the values
 *        clipped by its norm
 *   e  = alpha (q - x),  w = alpha_2 (vbar - v)              at the beginning of the round
 *   v' = (the optimiser's new velocity for g) + w
 *   x' = x + e + (the optimiser's displacement for g) + w
 *   then tau - 1 steps of the optimiser alone
 * </pre>
 *
 * Order of operations as in Zhang et al. 2015, Alg. 1 and 2: gradient and pull see the same old x; velocities couple as in
 * Boffi &amp; Slotine 2020, eqs. 33-34. A pure function of its arguments.
 */
public final class AgentRound {
    private AgentRound() {}

    /**
     * Runs the round.
     *
     * @param state the agent before the round; left as it is
     * @param signal what the driver sent; left as it is
     */
    public static RoundResult run(
            AgentState state, RoundPlan plan, CommonSignal signal, AgentRules rules, Objective objective) {
        Residence here = objective.residence();
        AgentState at = here.arrive(state);
        boolean velocityMoves = rules.optimiser().keepsVelocity() || plan.velocityStrength() != 0;
        Vector position = at.position().copy();
        Vector velocity = velocityMoves ? at.velocity().copy() : at.velocity();
        Vector statistics = at.statistics().copy();
        Vector gradient = position.zeros();
        double lossSum = 0;
        double gradientNormSum = 0;
        for (int local = 0; local < plan.localSteps(); local++) {
            long step = state.step() + local;
            Vector point = rules.optimiser().gradientPoint(position, velocity);
            double loss = objective.gradient(step, point, statistics, gradient);
            if (point != position) {
                point.free();
            }
            double gradientNorm = gradient.norm();
            Divergence early = firstNonFinite(step, "training loss", loss, "gradient norm", gradientNorm);
            if (early != null) {
                Divergence where = early.in(NonFiniteBlocks.of(gradient, objective.blocks()));
                return new RoundResult(state, loss, gradientNorm, Double.NaN, where, here.crossedBytes());
            }
            rules.clip().apply(gradient, gradientNorm);
            double learningRate = rules.learningRate().at(step) * plan.learningRateFactor(state.agent());
            if (local == 0) {
                exchangeAndStep(position, velocity, gradient, learningRate, plan, signal, rules.optimiser());
            } else {
                rules.optimiser().step(position, velocity, gradient, learningRate);
            }
            lossSum += loss;
            gradientNormSum += gradientNorm;
        }
        gradient.free();
        Divergence divergence = firstNonFinite(
                state.step() + plan.localSteps() - 1,
                "parameter norm",
                position.norm(),
                "norm of the running statistics",
                statistics.norm());
        if (divergence != null) {
            Divergence where = divergence.in(NonFiniteBlocks.of(position, objective.blocks()));
            return new RoundResult(
                    state,
                    lossSum / plan.localSteps(),
                    gradientNormSum / plan.localSteps(),
                    Double.NaN,
                    where,
                    here.crossedBytes());
        }
        double updateNorm = Math.sqrt(position.squaredDistance(at.position()));
        AgentState next = here.leave(
                new AgentState(state.agent(), state.step() + plan.localSteps(), position, velocity, statistics));
        return new RoundResult(
                next,
                lossSum / plan.localSteps(),
                gradientNormSum / plan.localSteps(),
                updateNorm,
                null,
                here.crossedBytes());
    }

    private static void exchangeAndStep(
            Vector position,
            Vector velocity,
            Vector gradient,
            double learningRate,
            RoundPlan plan,
            CommonSignal signal,
            Optimiser optimiser) {
        ElasticPull.apply(position, signal.position(), plan.strength());
        if (plan.velocityStrength() == 0) {
            optimiser.step(position, velocity, gradient, learningRate);
        } else {
            Vector pull = ElasticPull.of(velocity, signal.velocity(), plan.velocityStrength());
            optimiser.step(position, velocity, gradient, learningRate);
            velocity.axpy(1f, pull);
            position.axpy(1f, pull);
            pull.free();
        }
    }

    private static @Nullable Divergence firstNonFinite(
            long step, String first, double firstValue, String second, double secondValue) {
        if (!Double.isFinite(firstValue)) {
            return new Divergence(step, first, firstValue);
        }
        return Double.isFinite(secondValue) ? null : new Divergence(step, second, secondValue);
    }
}
