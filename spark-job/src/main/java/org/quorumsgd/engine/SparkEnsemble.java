package org.quorumsgd.engine;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentQuestion;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.RoundResult;
import org.quorumsgd.config.DeadlineAction;
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
    private final Placement placement;
    private final Lineage lineage;
    private final ReportScalars scalars;
    private final DeadlineRule deadline;
    private final DeadlineWatch watch;
    private final List<Integer> all;
    /** Where rounds may end without late agents. */
    private @Nullable PartialRounds partial;

    private boolean placed;

    /**
     * Prepares the agents; nothing runs yet.
     *
     * @param cutEveryRounds K: a checkpoint cuts the lineage every K rounds
     * @param deadline what to do with a round that does not end
     */
    public SparkEnsemble(
            JavaSparkContext context,
            JobLabels labels,
            Problem problem,
            int agents,
            AgentRules rules,
            Coupled coupled,
            int cutEveryRounds,
            NextGradient nextGradient,
            DeadlineRule deadline) {
        this.context = context;
        this.labels = labels;
        this.problem = context.broadcast(problem);
        this.rules = rules;
        this.coupled = coupled;
        this.nextGradient = nextGradient;
        this.scalars = ReportScalars.register(context);
        this.deadline = deadline;
        this.watch = new DeadlineWatch(context, labels.runId(), deadline, agents);
        this.all = IntStream.range(0, agents).boxed().toList();
        Broadcast<Problem> sent = this.problem;
        JavaRDD<PlacedResult> start = context.parallelize(all, agents)
                .map(agent ->
                        PlacedResult.here(RoundResult.ofStart(sent.value().start(agent)), Double.NaN, sent.value()));
        this.placement = Placement.of(context, agents);
        // What is cut after every round has no round that could end without an agent.
        boolean partial = deadline.action() == DeadlineAction.QUORUM_FRACTION;
        this.lineage = new Lineage(
                context, start, placement, partial ? cutEveryRounds : Lineage.period(context, cutEveryRounds));
    }

    @Override
    public List<AgentReport> start() {
        describe("start");
        List<AgentReport> reports = watch.answers("start", submit(lineage.current(), all));
        placed = true;
        watch.seen(reports);
        placement.seen(reports);
        if (deadline.action() == DeadlineAction.QUORUM_FRACTION) {
            partial = new PartialRounds(reports);
        }
        return reports;
    }

    @Override
    public List<AgentReport> round(RoundPlan plan, CommonSignal signal) {
        describe(labels.round(plan.round()));
        RoundTask task = new RoundTask(
                labels.runId(), problem, rules, plan, SentSignal.send(context, signal), nextGradientAfter(plan));
        JavaRDD<PlacedResult> next = lineage.grow(task);
        PartialRounds late = partial;
        List<AgentReport> reports = late == null || lineage.cutIsDue() || isLast(plan)
                ? everyone(plan, next)
                : withoutTheLate(plan, next, late);
        watch.seen(reports);
        return reports;
    }

    private List<AgentReport> everyone(RoundPlan plan, JavaRDD<PlacedResult> next) {
        AgentJob<AgentReport> job = submit(next, all);
        watch.round(plan.round() + 1L, job, DeadlineWatch.ALL);
        if (lineage.cutIsDue()) {
            watch.await("checkpoint of the lineage", CheckpointWork.begin(context, labels.runId(), next, all));
        }
        PartialRounds late = partial;
        if (late != null) {
            late.forget();
        }
        watch.nobodyIsLate();
        List<AgentReport> answers = job.answers();
        placement.seen(answers);
        lineage.advanceTo(next, List.of());
        return late == null ? answers : late.ended(plan.round(), all, job, next);
    }

    private List<AgentReport> withoutTheLate(RoundPlan plan, JavaRDD<PlacedResult> next, PartialRounds late) {
        List<Integer> asked = late.free();
        AgentJob<AgentReport> job = submit(next, asked);
        watch.round(plan.round() + 1L, job, deadline.enough(all.size()));
        List<AgentReport> reports = late.ended(plan.round(), asked, job, next);
        if (!late.someAreLate()) {
            watch.nobodyIsLate();
        }
        lineage.advanceTo(next, late.awaited());
        return reports;
    }

    @Override
    public <R> List<R> ask(String what, AgentQuestion<R> question) {
        describe(what);
        Broadcast<AgentQuestion<R>> sent = context.broadcast(question);
        try {
            QuestionTask<R> task = new QuestionTask<>(labels.runId(), problem, sent);
            return watch.answers(what, AgentJob.submit(context, lineage.current(), all, task));
        } finally {
            sent.destroy();
        }
    }

    @Override
    public void close() {
        if (partial != null) {
            partial.forget();
        }
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
            watch.answers(
                    "end", AgentJob.submit(context, lineage.current(), all, agent -> ExecutorObjectives.close(runId)));
        } catch (Exception e) { // Spark's exceptions are checked but not declared
            LOG.warn("Data and models of {} stay in the memory of the executors: {}", runId, e.getMessage());
            ExecutorObjectives.close(runId);
        }
    }

    private NextGradient nextGradientAfter(RoundPlan plan) {
        return isLast(plan) ? NextGradient.WHEN_ASKED : nextGradient;
    }

    private boolean isLast(RoundPlan plan) {
        return plan.round() + 1 >= labels.rounds();
    }

    private AgentJob<AgentReport> submit(JavaRDD<PlacedResult> agents, List<Integer> asked) {
        return AgentJob.submit(context, agents, asked, new ReportTask(coupled, scalars));
    }

    private void describe(String what) {
        context.setJobGroup(labels.runId(), labels.job(what), true);
    }
}
