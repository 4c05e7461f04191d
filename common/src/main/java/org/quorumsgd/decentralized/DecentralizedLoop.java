package org.quorumsgd.decentralized;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Split;
import org.quorumsgd.asynchronous.AsynchronousEnsemble;
import org.quorumsgd.asynchronous.VirtualClock;
import org.quorumsgd.ensemble.AgentStaleness;
import org.quorumsgd.ensemble.Asynchrony;
import org.quorumsgd.ensemble.DivergedException;
import org.quorumsgd.ensemble.ModelEvaluation;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.ensemble.TrainingLoop;
import org.quorumsgd.measure.CentreOfMass;
import org.quorumsgd.measure.Synchronization;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * DASGD (Tosi &amp; Theobald 2023, arXiv 2309.03754, and their engine TensAIR) on a virtual clock. Every agent has a model of its own:
 *
 * <pre>
 *   g = gradient at the agent's model,   applied to it at once by its optimiser,
 *   every period steps the sum of its g since the last broadcast sets out to all others,
 *   before the next minibatch each sum that has arrived is applied by the optimiser, at full step, in order of arrival
 * </pre>
 *
 * With plain SGD and one learning rate, x^i = x_0 - eta (the sum of all gradients that reached i): agents that have received all agree
 * up to rounding. With momentum they disagree by what their velocities still hold of the last gradients. A learning rate that moves on
 * between a gradient's descent here and there leaves a difference for good.
 *
 * <p>At one instant of the clock works end first, in agent order, then parcels arrive, then agents begin. So equal agents and links
 * without delay go in lock-step, x' = (1 - p h) x on f = a x^2 / 2, h = eta a: stable iff p h &lt; 2. If they end one after the other
 * instead, that is asynchronous SGD with staleness p - 1, stable for h &lt; 2 sin(pi / (2 (2p - 1))).
 *
 * <p>The driver keeps the models and applies what arrives; agents compute gradients, up to p at a time. A round is p x period of them,
 * of whichever agents.
 */
public final class DecentralizedLoop implements TrainingLoop {
    private final AsynchronousEnsemble ensemble;
    private final AgentRules agentRules;
    private final DecentralizedRules rules;
    private final int period;

    private final int agents;
    private final VirtualClock clock;
    private final Network network;
    private final List<Replica> replicas;
    /** Have ended a work in this instant and not begun the next one. */
    private final List<Replica> idle;
    /** Of each agent's last gradient. */
    private final List<Integer> lastStaleness;

    private VirtualClock.Arrival upcoming;
    private long gradients;

    private int rounds;
    private List<AgentReport> reports;
    private HeapVector centre;
    private Reporting.Average average;
    private @Nullable Model reported;

    /**
     * Places the agents; all begin to work.
     *
     * @param ensemble whose agents go by {@link #works}
     * @param agentRules by which the models move
     * @param period local steps between two broadcasts of an agent
     */
    public DecentralizedLoop(
            AsynchronousEnsemble ensemble, AgentRules agentRules, DecentralizedRules rules, int period) {
        this.ensemble = ensemble;
        this.agentRules = agentRules;
        this.rules = rules;
        this.period = period;
        this.reports = ensemble.start();
        this.agents = reports.size();
        this.clock = new VirtualClock(agents, rules.times());
        this.network = new Network(rules.topology(), rules.delays());
        this.replicas = reports.stream()
                .map(start -> new Replica(start, agentRules.optimiser(), agents))
                .toList();
        this.idle = new ArrayList<>(replicas);
        this.lastStaleness = new ArrayList<>(Collections.nCopies(agents, 0));
        this.centre = mean(AgentReport::position);
        this.average = new Reporting.Average(centre, 1);
        this.upcoming = clock.next();
        beginIdle(0);
    }

    /** What agents of the ensemble go by: they compute gradients and move nothing. */
    public static AgentRules works(AgentRules agentRules) {
        return new AgentRules(new BareGradient(), agentRules.learningRate(), agentRules.clip());
    }

    /** p x period gradients. */
    @Override
    public RoundRecord advance() {
        List<Double> learningRates = replicas.stream().map(this::learningRate).toList();
        List<AgentStaleness> stalenesses = new ArrayList<>(agents * period);
        long inFlight = 0;
        double lossSum = 0;
        double gradientNormSum = 0;
        double time = 0;
        while (stalenesses.size() < agents * period) {
            time = upcoming.time();
            inFlight += inFlight();
            AgentReport report = endOfWork(upcoming);
            stalenesses.add(new AgentStaleness(report.agent(), lastStaleness.get(report.agent())));
            lossSum += report.trainLoss();
            gradientNormSum += report.gradientNorm();
        }
        List<AgentReport> newest = replicas.stream().map(Replica::report).toList();
        HeapVector nextCentre =
                CentreOfMass.of(newest.stream().map(AgentReport::position).toList());
        if (!Double.isFinite(nextCentre.norm())) {
            throw new DivergedException("Diverged in round " + (rounds + 1) + ": the agents' mean is not finite");
        }
        reports = newest;
        centre = nextCentre;
        rounds++;
        reported = null;
        average = rules.reporting().next(average, centre, step());
        return new RoundRecord(
                rounds - 1,
                step(),
                learningRates,
                0,
                Collections.nCopies(agents, 0.0),
                lossSum / stalenesses.size(),
                gradientNormSum / stalenesses.size(),
                Synchronization.of(
                        newest.stream().map(AgentReport::positionVector).toList(), centre, centre),
                centre,
                Double.NaN,
                newest,
                List.of(),
                new Asynchrony(
                        lastStaleness,
                        stalenesses,
                        time,
                        (double) inFlight / stalenesses.size(),
                        ContainedSets.meanDifference(replicas),
                        null));
    }

    /** Gradients that are being computed, or are there and not yet in every model. */
    private long inFlight() {
        return agents - idle.size() + gradients - ContainedSets.inAll(replicas);
    }

    private AgentReport endOfWork(VirtualClock.Arrival end) {
        AgentReport report = ensemble.await(end.agent());
        DivergedException.refuse(rounds, report);
        Replica replica = replicas.get(end.agent());
        lastStaleness.set(end.agent(), Math.toIntExact(gradients - replica.contained()));
        gradients++;
        replica.descend(report, learningRate(replica));
        if (replica.summed() == period) {
            network.broadcast(replica.pack(network.nextNumber(end.agent())), end.time());
        }
        idle.add(replica);
        upcoming = clock.next();
        // A work that takes no time ends in the instant in which it has to begin.
        if (upcoming.time() > end.time() || idle.contains(replicas.get(upcoming.agent()))) {
            beginIdle(end.time());
        }
        return report;
    }

    private void beginIdle(double time) {
        network.deliverUntil(time);
        for (Replica replica : idle) {
            replica.receive(network.collect(replica.agent()), learningRate(replica));
            double norm = replica.position().norm();
            if (!Double.isFinite(norm)) {
                throw new DivergedException("Diverged in round " + (rounds + 1) + ", agent " + replica.agent()
                        + ", step " + replica.step() + ": parameter norm is " + norm);
            }
            ensemble.begin(replica.work(rounds));
        }
        idle.clear();
    }

    private double learningRate(Replica replica) {
        return agentRules.learningRate().at(replica.step()) * rules.learningRateFactor(replica.agent());
    }

    @Override
    public EvaluationSums evaluate(Split split) {
        return ModelEvaluation.of(ensemble, split, reported());
    }

    @Override
    public Model reported() {
        if (reported == null) {
            reported = rules.reporting().model(ensemble, average.vector(), mean(AgentReport::statistics));
        }
        return reported;
    }

    @Override
    public int rounds() {
        return rounds;
    }

    /** The mean over the agents of their local steps. */
    @Override
    public long step() {
        return (long) rounds * period;
    }

    /** xbar, shape (n,), after the last round: agents without a server have no other common signal. */
    @Override
    public Vector quorum() {
        return centre;
    }

    private HeapVector mean(Function<AgentReport, float[]> vector) {
        return CentreOfMass.of(reports.stream().map(vector).toList());
    }
}
