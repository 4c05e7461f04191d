package org.quorumsgd.ensemble;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Divergence;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.Split;
import org.quorumsgd.measure.CentreOfMass;
import org.quorumsgd.measure.Synchronization;
import org.quorumsgd.quorum.QuorumDynamics;
import org.quorumsgd.vector.Vector;

/**
 * The driver's loop: sends the quorum variable to the agents, gathers them, moves the centre of mass and the quorum. The
 * same code drives every {@link Ensemble}, which is how a cluster gives the bits of the oracle.
 */
public final class QuorumLoop {
    private final Ensemble ensemble;
    private final AgentRules rules;
    private final QuorumDynamics dynamics;
    private final int localSteps;

    private int round;
    private long step;
    private Vector centre;
    private Vector quorum;
    private Vector statistics;

    /** Places the agents; q_0 = xbar_0. */
    public QuorumLoop(Ensemble ensemble, AgentRules rules, QuorumDynamics dynamics, int localSteps) {
        this(ensemble, rules, dynamics, localSteps, 0, null);
    }

    /**
     * Goes on after so many rounds with an ensemble whose agents start where they stood then.
     *
     * @param quorum the quorum variable after those rounds
     */
    public static QuorumLoop resume(
            Ensemble ensemble, AgentRules rules, QuorumDynamics dynamics, int localSteps, int rounds, Vector quorum) {
        return new QuorumLoop(ensemble, rules, dynamics, localSteps, rounds, quorum);
    }

    private QuorumLoop(
            Ensemble ensemble,
            AgentRules rules,
            QuorumDynamics dynamics,
            int localSteps,
            int rounds,
            @Nullable Vector quorum) {
        this.ensemble = ensemble;
        this.rules = rules;
        this.dynamics = dynamics;
        this.localSteps = localSteps;
        List<AgentReport> reports = ensemble.start();
        this.centre =
                CentreOfMass.of(reports.stream().map(AgentReport::position).toList());
        this.quorum = quorum == null ? centre : quorum;
        this.round = rounds;
        this.step = (long) rounds * localSteps;
        this.statistics =
                CentreOfMass.of(reports.stream().map(AgentReport::statistics).toList());
    }

    /**
     * One round.
     *
     * @throws DivergedException when a loss, gradient, parameter or the quorum is no longer finite; centre and quorum then
     *     still are those of the last good round
     */
    public RoundRecord advance() {
        double learningRate = rules.learningRate().at(step);
        double gain = rules.coupling().gain(step);
        double strength = learningRate * gain;
        List<AgentReport> reports = ensemble.round(new RoundPlan(round, localSteps, strength), quorum);
        reports.forEach(this::refuseDivergence);

        Vector nextCentre =
                CentreOfMass.of(reports.stream().map(AgentReport::position).toList());
        Vector nextQuorum = dynamics.next(quorum, centre, nextCentre, strength, reports.size());
        Synchronization synchronization = Synchronization.of(
                reports.stream().map(AgentReport::positionVector).toList(), nextCentre, nextQuorum);
        if (!Double.isFinite(nextQuorum.norm())) {
            throw new DivergedException("Diverged in round " + (round + 1) + ": the quorum variable is not finite");
        }

        step += localSteps;
        RoundRecord record = new RoundRecord(
                round,
                step,
                learningRate,
                gain,
                mean(reports, AgentReport::trainLoss),
                mean(reports, AgentReport::gradientNorm),
                synchronization,
                reports);
        round++;
        centre = nextCentre;
        quorum = nextQuorum;
        statistics =
                CentreOfMass.of(reports.stream().map(AgentReport::statistics).toList());
        return record;
    }

    /** Judges the quorum model: the quorum variable with the mean of the agents' running statistics. */
    public EvaluationSums evaluate(Split split) {
        return ensemble.evaluate(split, new Model(quorum, statistics));
    }

    /** Rounds done so far. */
    public int rounds() {
        return round;
    }

    /** Local steps that each agent has done so far. */
    public long step() {
        return step;
    }

    /** xbar, shape (n,). */
    public Vector centre() {
        return centre;
    }

    /** q, shape (n,). */
    public Vector quorum() {
        return quorum;
    }

    /** The mean of the agents' running statistics, shape (m,). */
    public Vector statistics() {
        return statistics;
    }

    private void refuseDivergence(AgentReport report) {
        Divergence divergence = report.divergence();
        if (divergence != null) {
            throw new DivergedException("Diverged in round " + (round + 1) + ", agent " + report.agent() + ", step "
                    + (divergence.step() + 1) + ": " + divergence.quantity() + " is " + divergence.value());
        }
    }

    private static double mean(List<AgentReport> reports, ToDoubleFunction<AgentReport> measure) {
        double sum = 0;
        for (AgentReport report : reports) {
            sum += measure.applyAsDouble(report);
        }
        return sum / reports.size();
    }
}
