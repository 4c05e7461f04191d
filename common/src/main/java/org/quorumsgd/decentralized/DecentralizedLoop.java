package org.quorumsgd.decentralized;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Split;
import org.quorumsgd.asynchronous.AsynchronousEnsemble;
import org.quorumsgd.asynchronous.Clock;
import org.quorumsgd.asynchronous.VirtualClock;
import org.quorumsgd.ensemble.AgentStaleness;
import org.quorumsgd.ensemble.Asynchrony;
import org.quorumsgd.ensemble.DivergedException;
import org.quorumsgd.ensemble.ReportedModel;
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
    /** In agent order. */
    private final List<Replica> replicas;
    /** Agents that have ended a work in this instant and not begun the next one. */
    private final List<Integer> idle;

    private long gradients;
    private int rounds;
    private boolean betweenRounds = true;
    private HeapVector centre;
    private final ReportedModel reported;

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
        List<AgentReport> starts = ensemble.start();
        this.agents = starts.size();
        this.clock = new VirtualClock(agents, rules.times());
        this.network = new Network(rules.topology(), rules.delays());
        this.replicas = new ArrayList<>(starts.stream()
                .map(start -> Replica.starting(start, agentRules.optimiser(), agents))
                .toList());
        this.idle = new ArrayList<>(IntStream.range(0, agents).boxed().toList());
        this.centre = centreOfMass();
        this.reported = new ReportedModel(ensemble, rules.reporting(), new Reporting.Average(centre, 1), reports());
        beginIdle(0);
    }

    /** Places the agents and lets them begin once more the works that they had in hand. */
    private DecentralizedLoop(
            AsynchronousEnsemble ensemble,
            AgentRules agentRules,
            DecentralizedRules rules,
            int period,
            DecentralizedState resumed) {
        this.ensemble = ensemble;
        this.agentRules = agentRules;
        this.rules = rules;
        this.period = period;
        List<AgentReport> starts = ensemble.start();
        List<DecentralizedState.Peer> peers = resumed.agents();
        this.agents = peers.size();
        this.network = new Network(rules.topology(), rules.delays(), resumed.network());
        this.replicas = new ArrayList<>();
        this.idle = new ArrayList<>();
        this.rounds = resumed.rounds();
        List<Clock.Arrival> underWay = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            DecentralizedState.Peer peer = peers.get(agent);
            Replica replica = peer.replica().at(starts.get(agent).place());
            replicas.add(replica);
            underWay.add(new Clock.Arrival(agent, replica.step(), peer.due()));
            gradients += replica.step();
            if (peer.atWork()) {
                begin(agent);
            } else {
                idle.add(agent);
            }
        }
        this.clock = new VirtualClock(rules.times(), underWay);
        this.centre = centreOfMass();
        this.reported = new ReportedModel(ensemble, rules.reporting(), resumed.average(), reports());
    }

    /** Goes on from a state; where the agents of the ensemble start is of no account. */
    public static DecentralizedLoop resume(
            AsynchronousEnsemble ensemble,
            AgentRules agentRules,
            DecentralizedRules rules,
            int period,
            DecentralizedState state) {
        return new DecentralizedLoop(ensemble, agentRules, rules, period, state);
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
        betweenRounds = false;
        while (stalenesses.size() < agents * period) {
            inFlight += inFlight();
            Clock.Arrival end = clock.next();
            AgentReport report = endOfWork(end);
            stalenesses.add(
                    new AgentStaleness(end.agent(), replicas.get(end.agent()).lastStaleness()));
            lossSum += report.trainLoss();
            gradientNormSum += report.gradientNorm();
            time = end.time();
        }
        List<AgentReport> newest = reports();
        HeapVector nextCentre = centreOfMass();
        if (!Double.isFinite(nextCentre.norm())) {
            throw new DivergedException("Diverged in round " + (rounds + 1) + ": the agents' mean is not finite");
        }
        centre = nextCentre;
        rounds++;
        reported.next(centre, newest, step());
        betweenRounds = true;
        List<Integer> lastStaleness =
                replicas.stream().map(Replica::lastStaleness).toList();
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

    private AgentReport endOfWork(Clock.Arrival end) {
        int agent = end.agent();
        AgentReport report = ensemble.await(agent);
        DivergedException.refuse(rounds, report);
        Replica before = replicas.get(agent);
        Replica replica = before.descend(report, agentRules.optimiser(), learningRate(before), gradients);
        gradients++;
        if (replica.summed() == period) {
            network.broadcast(replica.pack(network.nextNumber(agent)), end.time());
            replica = replica.sent();
        }
        replicas.set(agent, replica);
        idle.add(agent);
        Clock.Arrival upcoming = clock.peek();
        // A work that takes no time ends in the instant in which it has to begin.
        if (upcoming.time() > end.time() || idle.contains(upcoming.agent())) {
            beginIdle(end.time());
        }
        return report;
    }

    private void beginIdle(double time) {
        network.deliverUntil(time);
        for (int agent : idle) {
            Replica before = replicas.get(agent);
            Replica replica = before.receive(network.collect(agent), agentRules.optimiser(), learningRate(before));
            double norm = replica.position().norm();
            if (!Double.isFinite(norm)) {
                throw new DivergedException("Diverged in round " + (rounds + 1) + ", agent " + agent + ", step "
                        + replica.step() + ": parameter norm is " + norm);
            }
            replicas.set(agent, replica);
            begin(agent);
        }
        idle.clear();
    }

    private void begin(int agent) {
        ensemble.begin(replicas.get(agent).work(agentRules.optimiser(), rounds));
    }

    private double learningRate(Replica replica) {
        return agentRules.learningRate().at(replica.step()) * rules.learningRateFactor(replica.agent());
    }

    @Override
    public EvaluationSums evaluate(Split split) {
        return reported.on(split);
    }

    @Override
    public Model reported() {
        return reported.model();
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

    @Override
    public DecentralizedState state() {
        if (!betweenRounds) {
            throw new IllegalStateException("a round has begun and not ended");
        }
        List<DecentralizedState.Peer> peers = replicas.stream()
                .map(replica -> new DecentralizedState.Peer(
                        replica, !idle.contains(replica.agent()), clock.due(replica.agent())))
                .toList();
        return new DecentralizedState(rounds, reported.average(), peers, network.state());
    }

    private List<AgentReport> reports() {
        return replicas.stream().map(Replica::report).toList();
    }

    private HeapVector centreOfMass() {
        return CentreOfMass.of(reports().stream().map(AgentReport::position).toList());
    }
}
