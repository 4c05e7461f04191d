package org.quorumsgd.dl4j.spark;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.dl4j.MinibatchProblem;
import org.quorumsgd.dl4j.TrainableNetwork;
import org.quorumsgd.engine.DeadlineRule;
import org.quorumsgd.engine.JobLabels;
import org.quorumsgd.engine.NextGradient;
import org.quorumsgd.engine.SparkEnsemble;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.QuorumRules;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.random.RandomStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One fit: agents are placed, do their rounds, and the network gets the quorum. */
final class Fit {
    private static final Logger LOG = LoggerFactory.getLogger(Fit.class);
    private static final int CUT_EVERY_ROUNDS = 50;
    private static final AtomicLong FITS = new AtomicLong();

    private final JavaSparkContext context;
    private final Trainee trainee;
    private final TrainableNetwork network;
    private final MasterSettings settings;
    private final TrainingRules rules;
    private final RoundListeners listeners;
    private final @Nullable QuorumTrainingStats stats;

    Fit(
            Trainee trainee,
            MasterSettings settings,
            TrainingRules rules,
            RoundListeners listeners,
            @Nullable QuorumTrainingStats stats) {
        this.context = trainee.context();
        this.trainee = trainee;
        this.network = trainee.network();
        this.settings = settings;
        this.rules = rules;
        this.listeners = listeners;
        this.stats = stats;
    }

    /**
     * Trains.
     *
     * @param before where the last fit left the agents
     * @return where this one leaves them
     */
    @Nullable
    StandingAgents run(MinibatchSupply supply, @Nullable StandingAgents before) {
        Instant begin = Instant.now();
        int atMost = settings.agents != null ? settings.agents : context.defaultParallelism();
        DealtMinibatches dealt = supply.deal(atMost);
        if (dealt.count() == 0) {
            LOG.warn("No examples to fit; the network stays as it is");
            return before;
        }
        if (dealt.agents() < atMost) {
            LOG.warn("{} minibatches for {} agents: {} of them train", dealt.count(), atMost, dealt.agents());
        }
        Model start = network.parameters();
        boolean goesOn = before != null && before.fit(network, start, dealt.agents());
        StandingAgents after = train(dealt, start, goesOn ? before : null);
        if (stats != null) {
            stats.add(QuorumTrainingStats.FIT, begin);
        }
        return after;
    }

    private StandingAgents train(DealtMinibatches dealt, Model start, @Nullable StandingAgents from) {
        long firstStep = from == null ? 0 : from.step();
        int stepsAnEpoch = dealt.stepsAnEpoch();
        AgentRules agentRules = rules.agentRules(firstStep, network.iteration(), network.epoch(), stepsAnEpoch);
        QuorumRules quorumRules = rules.quorumRules();
        long steps = (long) settings.epochsPerFit * stepsAnEpoch;
        long rounds = (steps + settings.tau - 1) / settings.tau;
        String name = "fit-" + FITS.incrementAndGet();
        List<Broadcast<AgentState>> sent = new ArrayList<>();
        Problem problem = new MinibatchProblem(
                network.recipe(), start, dealt.minibatches(), firstStep, new RandomStreams(settings.seed));
        if (from != null) {
            from.states().forEach(state -> sent.add(context.broadcast(state)));
            problem = new ContinuedProblem(problem, new ArrayList<>(sent));
        }
        try (SparkEnsemble ensemble = new SparkEnsemble(
                context,
                new JobLabels(context.sc().applicationId() + "-" + name, name, rounds),
                problem,
                dealt.agents(),
                agentRules,
                quorumRules.coupled(),
                CUT_EVERY_ROUNDS,
                NextGradient.EARLY,
                DeadlineRule.WAIT)) {
            QuorumLoop loop = from == null
                    ? new QuorumLoop(ensemble, agentRules, quorumRules, settings.tau)
                    : QuorumLoop.resume(ensemble, agentRules, quorumRules, settings.tau, from.loop());
            try {
                epochs(loop, rounds, stepsAnEpoch);
            } finally {
                // After a divergence: the quorum of the last good round.
                network.setParameters(loop.reported());
            }
            return new StandingAgents(
                    network,
                    network.parameters(),
                    ensemble.ask("where the agents stand", new TakeState()),
                    loop.state());
        } finally {
            sent.forEach(Broadcast::destroy);
            context.clearJobGroup();
        }
    }

    private void epochs(QuorumLoop loop, long rounds, int stepsAnEpoch) {
        int iteration = network.iteration();
        int epoch = network.epoch();
        long firstStep = loop.step();
        listeners.epochStart(network);
        for (long round = 0; round < rounds; round++) {
            long done = loop.step() - firstStep;
            int passes = (int) Math.min(done / stepsAnEpoch, settings.epochsPerFit - 1L);
            if (passes > network.epoch() - epoch) {
                listeners.epochEnd(network);
                network.count(network.iteration(), epoch + passes);
                listeners.epochStart(network);
            }
            Instant begin = Instant.now();
            RoundRecord record = loop.advance();
            network.count(Math.toIntExact(iteration + loop.step() - firstStep), network.epoch());
            network.setScore(record.trainLoss());
            trainee.score().accept(record.trainLoss());
            if (stats != null) {
                stats.add(QuorumTrainingStats.ROUND, begin);
                stats.addAgents(record, begin);
            }
            listeners.roundDone(network, loop);
        }
        listeners.epochEnd(network);
    }
}
