package org.quorumsgd.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.ModelQuestion;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.asynchronous.AsynchronousEnsemble;
import org.quorumsgd.asynchronous.Work;
import org.quorumsgd.coupling.Coupled;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents as partitions of an RDD, one each; a work is one job on one partition, and up to p of them run at a time. Everything that
 * a work depends on travels with it, so a task that is run again, anywhere, gives the same bits, and there is no lineage to keep: the
 * partitions hold no more than the agents' numbers. They are cached, which is what keeps an agent where its data and model are loaded.
 * Compare with {@code LocalAsynchronousEnsemble}.
 */
public final class SparkAsynchronousEnsemble implements AsynchronousEnsemble {
    private static final Logger LOG = LoggerFactory.getLogger(SparkAsynchronousEnsemble.class);

    /** Between two looks at agents that are late while nobody commits. */
    private static final long LOOK_MILLIS = 50;

    /** A work on its way. */
    private static final class InFlight {
        /** In which it was handed out, as in {@code rounds.csv}. */
        private final long round;

        private final AgentJob<AgentReport> job;
        private final SentWork sent;
        /** Seconds after it was handed out at which something is done about it, were it late. */
        private double actAfter;

        private InFlight(long round, AgentJob<AgentReport> job, SentWork sent) {
            this.round = round;
            this.job = job;
            this.sent = sent;
        }

        private String what(int agent) {
            return "the work of agent " + agent + " from round " + round;
        }
    }

    private final JavaSparkContext context;
    private final JobLabels labels;
    private final Broadcast<Problem> problem;
    private final AgentRules rules;
    private final Coupled carried;
    private final ReportScalars scalars;
    private final DeadlineWatch watch;
    private final Placement placement;
    private final List<Integer> all;
    private final JavaRDD<Integer> agents;
    private final Map<Integer, InFlight> inFlight = new HashMap<>();
    /** Agents that have ended their works and have not been awaited, first come first. */
    private final LinkedBlockingQueue<Integer> arrived = new LinkedBlockingQueue<>();

    private boolean placed;
    private long begin;

    /**
     * Prepares the agents; nothing runs yet.
     *
     * @param deadline what to do with a work that does not end; no fraction of the agents is enough
     */
    public SparkAsynchronousEnsemble(
            JavaSparkContext context,
            JobLabels labels,
            Problem problem,
            int agents,
            AgentRules rules,
            DeadlineRule deadline) {
        this.context = context;
        this.labels = labels;
        this.problem = context.broadcast(problem);
        this.rules = rules;
        this.carried = Work.carried(rules);
        this.scalars = ReportScalars.register(context);
        this.watch = new DeadlineWatch(context, labels.runId(), deadline, agents);
        this.all = IntStream.range(0, agents).boxed().toList();
        this.placement = Placement.of(context, agents);
        this.agents =
                PlacedAgents.of(context.parallelize(all, agents), placement).persist(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public List<AgentReport> start() {
        describe("start");
        Broadcast<Problem> sent = problem;
        Coupled asked = carried;
        List<AgentReport> reports = watch.answers(
                "start",
                AgentJob.submit(
                        context,
                        agents,
                        all,
                        agent -> AgentReport.ofStart(
                                sent.value().start(agent), asked, PlacedResult.here(sent.value()))));
        placed = true;
        begin = System.nanoTime();
        watch.seen(reports);
        placement.seen(reports);
        return reports;
    }

    @Override
    public void begin(Work work) {
        int agent = work.state().agent();
        int round = work.plan().round();
        describe(labels.round(round) + " · agent " + agent);
        SentWork sent = SentWork.send(context, work);
        WorkTask task = new WorkTask(labels.runId(), problem, rules, carried, sent, scalars);
        AgentJob<AgentReport> job = AgentJob.submit(context, agents, List.of(agent), task, () -> arrived.add(agent));
        inFlight.put(agent, new InFlight(round + 1L, job, sent));
    }

    /** No one waits for those that are late, but something is done about them all the same. */
    @Override
    public int awaitAny() {
        Integer first = null;
        while (first == null) {
            try {
                first = arrived.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                CancellationException cancelled = new CancellationException("The wait for a commit was interrupted");
                cancelled.initCause(e);
                throw cancelled;
            }
            inFlight.forEach(this::look);
        }
        return first;
    }

    private void look(int agent, InFlight work) {
        if (work.job.isCompleted()) {
            work.job.await(0); // throws what it failed with
        } else {
            work.actAfter = watch.look(work.round, work.what(agent), work.job, work.actAfter);
        }
    }

    @Override
    public double seconds() {
        return (System.nanoTime() - begin) * 1e-9;
    }

    @Override
    public AgentReport await(int agent) {
        InFlight work = Objects.requireNonNull(inFlight.get(agent), "no work");
        try {
            await(agent, work);
            AgentReport report = work.job.answers().get(0);
            watch.worked(work.round, report, work.job);
            placement.seen(List.of(report));
            return report;
        } finally { // a work that failed has been tried often enough
            inFlight.remove(agent);
            arrived.remove(agent);
            work.sent.destroy();
        }
    }

    /** Once all works have ended: an agent at work has its data and model in hand, and would load them a second time to answer. */
    @Override
    public <R> List<R> ask(String what, ModelQuestion<R> question) {
        inFlight.forEach(this::await);
        describe(what);
        Broadcast<ModelQuestion<R>> sent = context.broadcast(question);
        try {
            ModelQuestionTask<R> task = new ModelQuestionTask<>(labels.runId(), problem, sent);
            return watch.answers(what, AgentJob.submit(context, agents, all, task));
        } finally {
            sent.destroy();
        }
    }

    private void await(int agent, InFlight work) {
        watch.work(work.round, work.what(agent), work.job);
    }

    @Override
    public void close() {
        if (placed) {
            closeObjectives();
        }
        inFlight.values().forEach(work -> work.sent.destroy());
        agents.unpersist(false);
        problem.destroy();
    }

    /** Where the agents live: executors outlive a run that is one of a batch. Works that nobody waits for any more end first. */
    private void closeObjectives() {
        String runId = labels.runId();
        inFlight.forEach(this::awaitEnd);
        try {
            describe("end");
            watch.answers("end", AgentJob.submit(context, agents, all, agent -> ExecutorObjectives.close(runId)));
        } catch (Exception e) { // Spark's exceptions are checked but not declared
            LOG.warn("Data and models of {} stay in the memory of the executors: {}", runId, e.getMessage());
            ExecutorObjectives.close(runId);
        }
    }

    private void awaitEnd(int agent, InFlight work) {
        try {
            await(agent, work);
        } catch (Exception e) { // its result is not needed, and the others' objectives are to be closed
            LOG.debug("The last work of agent {} failed", agent, e);
        }
    }

    private void describe(String what) {
        context.setJobGroup(labels.runId(), labels.job(what), true);
    }
}
