package org.quorumsgd.ensemble;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.Split;
import org.quorumsgd.coupling.Judgement;
import org.quorumsgd.measure.CentreOfMass;
import org.quorumsgd.measure.Synchronization;
import org.quorumsgd.measure.UpdateAlignment;
import org.quorumsgd.quorum.QuorumState;
import org.quorumsgd.schedule.Plateau;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * The driver's loop: sends the common signal to the agents, gathers them, moves the centre of mass and the quorum variable. The
 * same code drives every {@link Ensemble}, which is how a cluster gives the bits of the oracle.
 */
public final class QuorumLoop implements TrainingLoop {
    private final Ensemble ensemble;
    private final AgentRules agentRules;
    private final QuorumRules rules;
    private final int localSteps;

    private final int agents;
    /** Empty while a round runs: the driver holds the agents once. */
    private List<AgentReport> reports;

    private long step;
    private LoopState state;
    /** k^j of the round to come, and the agents' mean with these weights. */
    private double[] gains;

    private Vector weightedCentre;
    private Vector centre;
    private Vector statistics;
    private @Nullable Model reported;

    /** Places the agents; q_0 is their centre. */
    public QuorumLoop(Ensemble ensemble, AgentRules agentRules, QuorumRules rules, int localSteps) {
        this(ensemble, agentRules, rules, localSteps, null);
    }

    /** Goes on from a state with an ensemble whose agents start where they stood then. */
    public static QuorumLoop resume(
            Ensemble ensemble, AgentRules agentRules, QuorumRules rules, int localSteps, LoopState state) {
        return new QuorumLoop(ensemble, agentRules, rules, localSteps, state);
    }

    private QuorumLoop(
            Ensemble ensemble, AgentRules agentRules, QuorumRules rules, int localSteps, @Nullable LoopState resumed) {
        this.ensemble = ensemble;
        this.agentRules = agentRules;
        this.rules = rules;
        this.localSteps = localSteps;
        this.reports = ensemble.start();
        this.agents = reports.size();
        this.centre = mean(AgentReport::position);
        this.statistics = mean(AgentReport::statistics);
        this.step = resumed == null ? 0 : (long) resumed.rounds() * localSteps;
        Judgement judgement = resumed == null ? judgementAtStart() : resumed.judgement();
        this.gains = rules.gains().at(step, agents, judgement);
        this.weightedCentre = weightedCentre(gains, centre);
        this.state = resumed == null ? start(judgement) : resumed;
    }

    private LoopState start(Judgement judgement) {
        QuorumState quorum = rules.dynamics().start(weightedCentre);
        return new LoopState(
                0, quorum, reportedSource(quorum), 1, Collections.nCopies(agents, Plateau.State.START), judgement);
    }

    private Judgement judgementAtStart() {
        return rules.judging().fromStart() ? judgement(judgeAgents()) : Judgement.NONE;
    }

    /** One round; after a divergence there are no reports. */
    @Override
    public RoundRecord advance() {
        List<Double> factors = rules.learningRates().factors(state.plateaus());
        List<Double> learningRates = learningRates(factors);
        // One coupling step for all agents, or the pulls would not cancel in the centre (Boffi & Slotine 2020, sec.
        // 3.4).
        double commonRate = Collections.min(learningRates);
        double strength = commonRate * mean(gains);
        double[] felt = gains;
        if (strength * agents > rules.betaLimit()) {
            double share = rules.betaLimit() / (strength * agents);
            strength = rules.betaLimit() / agents;
            felt = Arrays.stream(gains).map(gain -> gain * share).toArray();
        }
        RoundPlan plan =
                new RoundPlan(state.rounds(), localSteps, strength, commonRate * rules.velocityGain(), factors);
        CommonSignal signal = signal();
        reports = List.of();
        List<AgentReport> next = ensemble.round(plan, signal);
        next.forEach(report -> DivergedException.refuse(state.rounds(), report));
        return complete(next, learningRates, felt, strength * agents);
    }

    private RoundRecord complete(List<AgentReport> next, List<Double> learningRates, double[] felt, double beta) {
        reports = next;
        long nextStep = step + localSteps;
        Vector nextCentre = mean(AgentReport::position);
        List<EvaluationSums> verdicts = rules.judging().isDue(step, nextStep) ? judgeAgents() : List.of();
        Judgement judgement = verdicts.isEmpty() ? state.judgement() : judgement(verdicts, nextStep);
        double[] nextGains = rules.gains().at(nextStep, agents, judgement);
        Vector nextWeightedCentre = weightedCentre(nextGains, nextCentre);
        QuorumState quorum = rules.dynamics().next(state.quorum(), weightedCentre, nextWeightedCentre, beta);
        if (!Double.isFinite(quorum.quorum().norm())) {
            reports = List.of();
            throw new DivergedException(
                    "Diverged in round " + (state.rounds() + 1) + ": the quorum variable is not finite");
        }
        Synchronization synchronization = Synchronization.of(
                next.stream().map(AgentReport::positionVector).toList(), nextCentre, quorum.quorum());
        RoundRecord record = new RoundRecord(
                state.rounds(),
                nextStep,
                learningRates,
                mean(felt),
                Arrays.stream(felt).boxed().toList(),
                meanOf(next, AgentReport::trainLoss),
                meanOf(next, AgentReport::gradientNorm),
                synchronization,
                nextCentre,
                updateCosine(next, nextCentre),
                next,
                verdicts,
                null);
        step = nextStep;
        centre = nextCentre;
        statistics = mean(AgentReport::statistics);
        gains = nextGains;
        weightedCentre = nextWeightedCentre;
        reported = null;
        state = next(quorum, judgement, verdicts);
        return record;
    }

    private LoopState next(QuorumState quorum, Judgement judgement, List<EvaluationSums> verdicts) {
        Reporting.Average average = rules.reporting()
                .next(new Reporting.Average(state.average(), state.averaged()), reportedSource(quorum), step);
        return new LoopState(
                state.rounds() + 1, quorum, average.vector(), average.count(), plateaus(verdicts), judgement);
    }

    private List<Plateau.State> plateaus(List<EvaluationSums> verdicts) {
        Plateau plateau = rules.learningRates().plateau();
        if (plateau == null || verdicts.isEmpty()) {
            return state.plateaus();
        }
        List<Plateau.State> next = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            next.add(plateau.next(state.plateaus().get(i), verdicts.get(i).meanLoss()));
        }
        return next;
    }

    private List<Double> learningRates(List<Double> factors) {
        double common = agentRules.learningRate().at(step);
        return factors.isEmpty()
                ? Collections.nCopies(agents, common)
                : factors.stream().map(factor -> common * factor).toList();
    }

    private CommonSignal signal() {
        return rules.velocityGain() == 0
                ? CommonSignal.of(quorum())
                : new CommonSignal(quorum(), mean(AgentReport::velocity));
    }

    private Vector weightedCentre(double[] weights, Vector plainCentre) {
        for (double weight : weights) {
            if (weight != weights[0]) {
                return CentreOfMass.weighted(
                        reports.stream().map(AgentReport::position).toList(), weights);
            }
        }
        return plainCentre;
    }

    private Vector reportedSource(QuorumState quorum) {
        return switch (rules.reporting().source()) {
            case QUORUM -> quorum.quorum();
            case CENTRE -> centre;
        };
    }

    private List<EvaluationSums> judgeAgents() {
        return ModelEvaluation.of(
                ensemble,
                "evaluation of each agent on the validation split",
                Split.VALIDATION,
                reports.stream().map(AgentReport::model).toList());
    }

    private Judgement judgement(List<EvaluationSums> verdicts) {
        return judgement(verdicts, step);
    }

    private Judgement judgement(List<EvaluationSums> verdicts, long atStep) {
        List<Double> measures = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            measures.add(rules.judging().success().of(reports.get(i), verdicts.get(i)));
        }
        return new Judgement(atStep, measures);
    }

    @Override
    public EvaluationSums evaluate(Split split) {
        return ModelEvaluation.of(ensemble, split, reported());
    }

    @Override
    public Model reported() {
        if (reported == null) {
            reported = rules.reporting().model(ensemble, state.average(), statistics);
        }
        return reported;
    }

    @Override
    public int rounds() {
        return state.rounds();
    }

    @Override
    public long step() {
        return step;
    }

    /** xbar, shape (n,). */
    public Vector centre() {
        return centre;
    }

    /** q, shape (n,), which the agents feel in the next round. */
    @Override
    public Vector quorum() {
        return state.quorum().quorum();
    }

    /** The mean of the agents' running statistics, shape (m,). */
    public Vector statistics() {
        return statistics;
    }

    /** Does not hold the agents, which keep their states themselves. */
    @Override
    public LoopState state() {
        return state;
    }

    /** The agents' last reports, in agent order; none after a divergence. */
    public List<AgentReport> reports() {
        return reports;
    }

    private double updateCosine(List<AgentReport> next, Vector nextCentre) {
        return UpdateAlignment.cosine(
                next.stream().mapToDouble(AgentReport::updateNorm).toArray(),
                Math.sqrt(nextCentre.squaredDistance(centre)));
    }

    private HeapVector mean(Function<AgentReport, float[]> vector) {
        return CentreOfMass.of(reports.stream().map(vector).toList());
    }

    private static double mean(double[] values) {
        double sum = 0;
        boolean equal = true;
        for (double value : values) {
            sum += value;
            equal &= value == values[0];
        }
        // p times k divided by p need not be k.
        return equal ? values[0] : sum / values.length;
    }

    private static double meanOf(List<AgentReport> reports, ToDoubleFunction<AgentReport> measure) {
        double sum = 0;
        for (AgentReport report : reports) {
            sum += measure.applyAsDouble(report);
        }
        return sum / reports.size();
    }
}
