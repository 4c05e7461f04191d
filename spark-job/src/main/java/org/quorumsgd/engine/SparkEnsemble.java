package org.quorumsgd.engine;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.Utils;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.agent.RoundResult;
import org.quorumsgd.agent.Split;
import org.quorumsgd.ensemble.Ensemble;
import org.quorumsgd.vector.Vector;

/**
 * The agents as partitions of an RDD, one each; a round is one job. Compare with {@code LocalEnsemble}: the same agents' code,
 * the same order of reports, hence the same bits.
 */
public final class SparkEnsemble implements Ensemble {
    private final JavaSparkContext context;
    private final JobLabels labels;
    private final Broadcast<Problem> problem;
    private final AgentRules rules;
    private final Lineage lineage;

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
            int cutEveryRounds) {
        this.context = context;
        this.labels = labels;
        this.problem = context.broadcast(problem);
        this.rules = rules;
        List<Integer> indices = IntStream.range(0, agents).boxed().toList();
        Broadcast<Problem> sent = this.problem;
        JavaRDD<PlacedResult> start = context.parallelize(indices, agents)
                .map(agent -> new PlacedResult(
                        new RoundResult(sent.value().start(agent), Double.NaN, Double.NaN, null),
                        Double.NaN,
                        Utils.localHostName()));
        this.lineage = new Lineage(context, start, cutEveryRounds);
    }

    @Override
    public List<AgentReport> start() {
        describe("start");
        return reports(lineage.current());
    }

    @Override
    public List<AgentReport> round(RoundPlan plan, Vector quorum) {
        describe(labels.round(plan.round()));
        RoundTask task = new RoundTask(labels.runId(), problem, rules, plan, Signal.send(context, quorum));
        JavaRDD<PlacedResult> next = lineage.grow(task);
        List<AgentReport> reports = reports(next);
        lineage.advanceTo(next);
        return reports;
    }

    @Override
    public EvaluationSums evaluate(Split split, Model model) {
        describe("evaluation on the " + split.name().toLowerCase(Locale.ROOT) + " split");
        Signal parameterSignal = Signal.send(context, model.parameters());
        Signal statisticsSignal = Signal.send(context, model.statistics());
        EvaluationTask task = new EvaluationTask(labels.runId(), problem, split, parameterSignal, statisticsSignal);
        EvaluationSums sums = EvaluationSums.ZERO;
        for (EvaluationSums shard : AgentJob.run(context, lineage.current(), task)) {
            sums = sums.plus(shard);
        }
        parameterSignal.destroy();
        statisticsSignal.destroy();
        return sums;
    }

    /** Runs a function on the state of every agent, where the agent lives; results in agent order. */
    public <T> List<T> mapStates(Function<AgentState, T> function) {
        describe("checkpoint");
        return AgentJob.run(
                context,
                lineage.current(),
                placed -> function.call(placed.result().state()));
    }

    @Override
    public void close() {
        lineage.close();
        problem.destroy();
        ExecutorObjectives.close(labels.runId());
    }

    private List<AgentReport> reports(JavaRDD<PlacedResult> agents) {
        return AgentJob.run(context, agents, PlacedResult::report);
    }

    private void describe(String what) {
        context.setJobGroup(labels.runId(), labels.job(what), true);
    }
}
