package org.quorumsgd.engine;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.Utils;
import org.quorumsgd.agent.AgentQuestion;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.RoundResult;
import org.quorumsgd.coupling.Coupled;
import org.quorumsgd.ensemble.Ensemble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents as partitions of an RDD, one each; a round is one job. Compare with {@code LocalEnsemble}: the same agents' code,
 * the same order of reports, hence the same bits.
 */
public final class SparkEnsemble implements Ensemble {
    private static final Logger LOG = LoggerFactory.getLogger(SparkEnsemble.class);

    private final JavaSparkContext context;
    private final JobLabels labels;
    private final Broadcast<Problem> problem;
    private final AgentRules rules;
    private final Coupled coupled;
    private final NextGradient nextGradient;
    private final Lineage lineage;
    private final ReportScalars scalars;
    private boolean placed;

    /**
     * Prepares the agents; nothing runs yet.
     *
     * @param cutEveryRounds K: a checkpoint cuts the lineage every K rounds
     */
    public SparkEnsemble(
            JavaSparkContext context,
            JobLabels labels,
            Problem problem,
            int agents,
            AgentRules rules,
            Coupled coupled,
            int cutEveryRounds,
            NextGradient nextGradient) {
        this.context = context;
        this.labels = labels;
        this.problem = context.broadcast(problem);
        this.rules = rules;
        this.coupled = coupled;
        this.nextGradient = nextGradient;
        this.scalars = ReportScalars.register(context);
        List<Integer> indices = IntStream.range(0, agents).boxed().toList();
        Broadcast<Problem> sent = this.problem;
        JavaRDD<PlacedResult> start = context.parallelize(indices, agents)
                .map(agent -> new PlacedResult(
                        new RoundResult(sent.value().start(agent), Double.NaN, Double.NaN, Double.NaN, null),
                        Double.NaN,
                        Utils.localHostName()));
        this.lineage = new Lineage(context, start, cutEveryRounds);
    }

    @Override
    public List<AgentReport> start() {
        describe("start");
        List<AgentReport> reports = reports(lineage.current());
        placed = true;
        return reports;
    }

    @Override
    public List<AgentReport> round(RoundPlan plan, CommonSignal signal) {
        describe(labels.round(plan.round()));
        RoundTask task = new RoundTask(
                labels.runId(), problem, rules, plan, SentSignal.send(context, signal), nextGradientAfter(plan));
        JavaRDD<PlacedResult> next = lineage.grow(task);
        List<AgentReport> reports = reports(next);
        lineage.advanceTo(next);
        return reports;
    }

    @Override
    public <R> List<R> ask(String what, AgentQuestion<R> question) {
        describe(what);
        Broadcast<AgentQuestion<R>> sent = context.broadcast(question);
        try {
            return AgentJob.run(context, lineage.current(), new QuestionTask<>(labels.runId(), problem, sent));
        } finally {
            sent.destroy();
        }
    }

    @Override
    public void close() {
        if (placed) {
            closeObjectives();
        }
        lineage.close();
        problem.destroy();
    }

    /** Where the agents live: executors outlive a run that is one of a batch. */
    private void closeObjectives() {
        String runId = labels.runId();
        describe("end");
        try {
            AgentJob.run(context, lineage.current(), agent -> ExecutorObjectives.close(runId));
        } catch (Exception e) { // Spark's exceptions are checked but not declared
            LOG.warn("Data and models of {} stay in the memory of the executors: {}", runId, e.getMessage());
            ExecutorObjectives.close(runId);
        }
    }

    private NextGradient nextGradientAfter(RoundPlan plan) {
        return plan.round() + 1 < labels.rounds() ? nextGradient : NextGradient.WHEN_ASKED;
    }

    private List<AgentReport> reports(JavaRDD<PlacedResult> agents) {
        return AgentJob.run(context, agents, new ReportTask(coupled, scalars));
    }

    private void describe(String what) {
        context.setJobGroup(labels.runId(), labels.job(what), true);
    }
}
