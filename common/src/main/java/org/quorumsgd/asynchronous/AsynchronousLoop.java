package org.quorumsgd.asynchronous;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Place;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.Split;
import org.quorumsgd.ensemble.AgentStaleness;
import org.quorumsgd.ensemble.Asynchrony;
import org.quorumsgd.ensemble.DivergedException;
import org.quorumsgd.ensemble.GemMeasures;
import org.quorumsgd.ensemble.ReportedModel;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.ensemble.TrainingLoop;
import org.quorumsgd.measure.CentreOfMass;
import org.quorumsgd.measure.ImplicitMomentum;
import org.quorumsgd.measure.Synchronization;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * The server's loop: takes the agents' commits in the order of its {@link Clock}, moves the centre, and sets each agent to its next
 * work at once, while the others go on with theirs. What an agent does depends on the centre that it pulled alone, so the order in
 * which works really end changes no bit. A round is p commits, of whichever agents.
 */
public final class AsynchronousLoop implements TrainingLoop {
    private final AsynchronousEnsemble ensemble;
    private final AgentRules agentRules;
    private final AsynchronousRules rules;
    private final int localSteps;

    private final int agents;
    private final Clock clock;
    private final StalenessCounter staleness;
    private final List<Integer> lastStaleness;
    private final long[] steps;
    private final Work[] inHand;
    private final ImplicitMomentum momentum;

    private int rounds;
    private List<AgentReport> reports;
    private Server server;
    private double time;
    private boolean betweenRounds = true;
    private List<Committed> commits = List.of();
    private final ReportedModel reported;

    /** Places the agents; the first centre is their mean. All begin to work. */
    public AsynchronousLoop(
            AsynchronousEnsemble ensemble, AgentRules agentRules, AsynchronousRules rules, int localSteps) {
        this.ensemble = ensemble;
        this.agentRules = agentRules;
        this.rules = rules;
        this.localSteps = localSteps;
        this.reports = ensemble.start();
        this.agents = reports.size();
        this.clock = rules.order().begin(ensemble, agents);
        this.staleness = new StalenessCounter(agents);
        this.lastStaleness = new ArrayList<>(Collections.nCopies(agents, 0));
        this.steps = new long[agents];
        this.inHand = new Work[agents];
        this.server = rules.rule().start(centreOfMass());
        Reporting.Average first = new Reporting.Average(source(server, server.centre()), 1);
        this.reported = new ReportedModel(ensemble, rules.reporting(), first, reports);
        this.momentum = new ImplicitMomentum(agents, server.centre());
        for (AgentReport report : reports) {
            begin(report, rules.rule().first(server, report.positionVector()));
        }
    }

    /** Places the agents and lets them begin once more the works that they had in hand. */
    private AsynchronousLoop(
            AsynchronousEnsemble ensemble,
            AgentRules agentRules,
            AsynchronousRules rules,
            int localSteps,
            AsynchronousState resumed) {
        this.ensemble = ensemble;
        this.agentRules = agentRules;
        this.rules = rules;
        this.localSteps = localSteps;
        List<Place> places = ensemble.start().stream().map(AgentReport::place).toList();
        List<AgentAtWork> each = resumed.agents();
        this.agents = each.size();
        this.reports = each.stream()
                .map(agent -> agent.report().at(places.get(agent.report().agent())))
                .toList();
        this.server = resumed.server();
        this.staleness = new StalenessCounter(
                server.commits(), each.stream().map(AgentAtWork::commitsAtPull).toList());
        this.lastStaleness =
                new ArrayList<>(each.stream().map(AgentAtWork::lastStaleness).toList());
        this.steps =
                each.stream().mapToLong(agent -> agent.work().state().step()).toArray();
        this.inHand = each.stream().map(AgentAtWork::work).toArray(Work[]::new);
        this.rounds = resumed.rounds();
        this.reported = new ReportedModel(ensemble, rules.reporting(), resumed.average(), reports);
        this.time = resumed.time();
        this.clock = rules.order().resume(ensemble, resumed);
        this.momentum = new ImplicitMomentum(agents, server.centre());
        Arrays.stream(inHand).forEach(ensemble::begin);
    }

    /** Goes on from a state; where the agents of the ensemble start is of no account. */
    public static AsynchronousLoop resume(
            AsynchronousEnsemble ensemble,
            AgentRules agentRules,
            AsynchronousRules rules,
            int localSteps,
            AsynchronousState state) {
        return new AsynchronousLoop(ensemble, agentRules, rules, localSteps, state);
    }

    /** p commits. */
    @Override
    public RoundRecord advance() {
        List<Double> learningRates =
                atSteps((agent, step) -> agentRules.learningRate().at(step) * rules.learningRateFactor(agent));
        List<Double> gains = atSteps((agent, step) -> rules.rule().gain(step));
        List<AgentReport> newest = new ArrayList<>(reports);
        List<AgentStaleness> stalenesses = new ArrayList<>(agents);
        List<Committed> order = new ArrayList<>(agents);
        List<GemMeasures> energies = new ArrayList<>();
        Server now = server;
        double lossSum = 0;
        double gradientNormSum = 0;
        double end = time;
        betweenRounds = false;
        for (int turn = 0; turn < agents; turn++) {
            Clock.Arrival arrival = clock.next();
            int agent = arrival.agent();
            AgentReport report = ensemble.await(agent);
            DivergedException.refuse(rounds, report);
            steps[agent] += localSteps;
            Vector pulled = inHand[agent].state().position();
            Commit commit = new Commit(
                    agent, steps[agent], localSteps, staleness.commit(agent), pulled, report.positionVector());
            Server before = now;
            now = rules.rule().commit(before, commit);
            begin(report, rules.rule().next(before, now, commit));
            momentum.committed(agent, now.centre());
            GemMeasures measured = rules.rule().measures(before, now, commit);
            if (measured != null) {
                energies.add(measured);
            }
            newest.set(agent, report);
            lastStaleness.set(agent, commit.staleness());
            stalenesses.add(new AgentStaleness(agent, commit.staleness()));
            order.add(new Committed(before.commits(), rounds, agent, commit.staleness(), arrival.time()));
            lossSum += report.trainLoss();
            gradientNormSum += report.gradientNorm();
            end = arrival.time();
        }
        if (!Double.isFinite(now.centre().norm())) {
            throw new DivergedException("Diverged in round " + (rounds + 1) + ": the server's centre is not finite");
        }
        server = now;
        reports = newest;
        rounds++;
        HeapVector centre = centreOfMass();
        reported.next(source(now, centre), newest, step());
        commits = List.copyOf(order);
        time = end;
        betweenRounds = true;
        return new RoundRecord(
                rounds - 1,
                step(),
                learningRates,
                gains.stream().mapToDouble(Double::doubleValue).average().orElse(0),
                gains,
                lossSum / agents,
                gradientNormSum / agents,
                Synchronization.of(
                        newest.stream().map(AgentReport::positionVector).toList(), centre, now.centre()),
                centre,
                Double.NaN,
                newest,
                List.of(),
                new Asynchrony(
                        lastStaleness,
                        stalenesses,
                        end,
                        (double) agents * localSteps, // each agent has a work in hand at any moment
                        Double.NaN,
                        energies.isEmpty() ? null : GemMeasures.mean(energies)));
    }

    private void begin(AgentReport report, Beginning beginning) {
        int agent = report.agent();
        AgentState agentState = new AgentState(
                agent,
                steps[agent],
                beginning.position(),
                HeapVector.owning(report.velocity()),
                HeapVector.owning(report.statistics()));
        RoundPlan plan = new RoundPlan(rounds, localSteps, beginning.strength(), 0, rules.learningRateFactors());
        inHand[agent] = new Work(agentState, plan, CommonSignal.of(beginning.signal()));
        ensemble.begin(inHand[agent]);
    }

    private List<Double> atSteps(BiFunction<Integer, Long, Double> value) {
        List<Double> values = new ArrayList<>(agents);
        for (int agent = 0; agent < agents; agent++) {
            values.add(value.apply(agent, steps[agent]));
        }
        return values;
    }

    private Vector source(Server at, Vector centreOfMass) {
        return switch (rules.reporting().source()) {
            case QUORUM -> at.centre();
            case CENTRE -> centreOfMass;
        };
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
        return (long) rounds * localSteps;
    }

    /** W, shape (n,), after the last round. */
    @Override
    public Vector quorum() {
        return server.centre();
    }

    @Override
    public AsynchronousState state() {
        if (!betweenRounds) {
            throw new IllegalStateException("a round has begun and not ended");
        }
        List<AgentAtWork> each = new ArrayList<>(agents);
        for (int agent = 0; agent < agents; agent++) {
            each.add(new AgentAtWork(
                    reports.get(agent),
                    inHand[agent],
                    staleness.commitsAtPull(agent),
                    lastStaleness.get(agent),
                    clock.due(agent)));
        }
        return new AsynchronousState(rounds, server, reported.average(), each, time);
    }

    /** Of the centre's path since the loop began or was resumed. */
    public Optional<ImplicitMomentum.Estimate> implicitMomentum() {
        return momentum.estimate();
    }

    /** Those of the last round, in their order. */
    public List<Committed> commits() {
        return commits;
    }

    private HeapVector centreOfMass() {
        return CentreOfMass.of(reports.stream().map(AgentReport::position).toList());
    }
}
