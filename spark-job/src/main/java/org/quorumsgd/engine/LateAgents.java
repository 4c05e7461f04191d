package org.quorumsgd.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.status.AppStatusStore;
import org.apache.spark.status.api.v1.StageData;
import org.apache.spark.status.api.v1.TaskData;
import org.apache.spark.status.api.v1.ThreadStackTrace;
import org.apache.spark.storage.BlockManagerMessages;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentRound;
import org.quorumsgd.event.AgentsLate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.collection.JavaConverters;
import scala.concurrent.Future;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Finds out where agents that are late are and what they do: from what Spark's driver knows of their tasks, and from the stacks of
 * their threads, which it asks their executors for, as Spark's page of threads does. Costs nothing before it is asked.
 */
final class LateAgents {
    private static final Logger LOG = LoggerFactory.getLogger(LateAgents.class);

    /** An executor that does not say anything for so long is not busy but stuck, dead or cut off. */
    private static final FiniteDuration PATIENCE = Duration.create(3, TimeUnit.SECONDS);

    private static final ClassTag<ThreadStackTrace[]> STACKS = ClassTag$.MODULE$.apply(ThreadStackTrace[].class);

    private static final String SENT = "GET RESULT";

    /** What an executor that is new does, in its first round. */
    static final String LOADING = "loading data and model";

    private static final String WAITING = "waiting for a core";
    private static final String SENDING = "sending its report";
    private static final String RUNNING = "running its task";
    private static final String SILENT = "its executor does not answer";

    /** What a thread with such a frame does; the innermost counts. */
    private static final Map<String, String> STAGES = Map.of(
            ExecutorObjectives.class.getName() + ".take(",
            LOADING,
            SentSignal.class.getName() + ".received(",
            "receiving the common signal",
            AgentRound.class.getName() + ".run(",
            "computing its round",
            SentWork.class.getName() + ".received(",
            "receiving its work",
            QuestionTask.class.getName() + ".call(",
            "answering a question",
            ModelQuestionTask.class.getName() + ".call(",
            "answering a question",
            "org.apache.spark.rdd.ReliableCheckpointRDD$.writePartitionToCheckpointFile(",
            "writing its checkpoint");

    private LateAgents() {}

    /**
     * @param job Spark's number of it
     * @param agents that may not have answered; those whose task has ended are left out
     * @param hosts where each agent was last, in agent order
     */
    static List<AgentsLate.Agent> of(JavaSparkContext context, int job, List<Integer> agents, List<String> hosts) {
        Map<Integer, TaskData> tasks = new HashMap<>();
        Map<String, ThreadStackTrace[]> stacks = new HashMap<>();
        try {
            tasks.putAll(tasks(context.sc().statusStore(), job));
            stacks.putAll(stacks(tasks));
        } catch (Exception e) { // nothing here is worth a run; Spark's are checked but not declared
            LOG.debug("Spark does not know job {}", job, e);
        }
        List<AgentsLate.Agent> late = new ArrayList<>();
        for (int agent : agents) {
            TaskData task = tasks.get(agent);
            if (task == null) {
                late.add(new AgentsLate.Agent(agent, hosts.get(agent), "", WAITING));
            } else if (inHand(task)) {
                String stage = stage(task, stacks.get(task.executorId()));
                late.add(new AgentsLate.Agent(agent, task.host(), task.executorId(), stage));
            }
        }
        return late;
    }

    /** Tasks that are done or in hand, by agent. */
    private static Map<Integer, TaskData> tasks(AppStatusStore store, int job) {
        Map<Integer, TaskData> tasks = new HashMap<>();
        for (Object stage : JavaConverters.seqAsJavaList(store.job(job).stageIds())) {
            StageData attempt = store.lastStageAttempt((Integer) stage);
            for (TaskData task : JavaConverters.seqAsJavaList(
                    store.taskList(attempt.stageId(), attempt.attemptId(), Integer.MAX_VALUE))) {
                if (inHand(task) || task.status().equals("SUCCESS")) {
                    tasks.put(task.partitionId(), task);
                }
            }
        }
        return tasks;
    }

    private static boolean inHand(TaskData task) {
        return task.status().equals("RUNNING") || task.status().equals(SENT);
    }

    /** All executors are asked at once; those that do not answer in time have no entry. */
    private static Map<String, ThreadStackTrace[]> stacks(Map<Integer, TaskData> tasks) {
        RpcTimeout timeout = new RpcTimeout(PATIENCE, "the patience of a round's deadline");
        Map<String, Future<ThreadStackTrace[]>> asked = new LinkedHashMap<>();
        for (TaskData task : tasks.values().stream().filter(LateAgents::inHand).toList()) {
            Option<RpcEndpointRef> executor =
                    SparkEnv.get().blockManager().master().getExecutorEndpointRef(task.executorId());
            if (executor.isDefined()) {
                asked.computeIfAbsent(
                        task.executorId(),
                        id -> executor.get().ask(BlockManagerMessages.TriggerThreadDump$.MODULE$, timeout, STACKS));
            }
        }
        Map<String, ThreadStackTrace[]> answered = new HashMap<>();
        asked.forEach((executor, answer) -> {
            try {
                answered.put(executor, timeout.awaitResult(answer));
            } catch (Exception e) { // Spark's are checked but not declared
                LOG.debug("No stacks of executor {}", executor, e);
            }
        });
        return answered;
    }

    private static String stage(TaskData task, ThreadStackTrace @Nullable [] stacks) {
        if (task.status().equals(SENT)) {
            return SENDING;
        }
        if (stacks == null) {
            return SILENT;
        }
        String threadOf = "(TID " + task.taskId() + ")";
        for (ThreadStackTrace thread : stacks) {
            if (thread.threadName().contains(threadOf)) {
                return stage(JavaConverters.seqAsJavaList(thread.stackTrace().elems()));
            }
        }
        return SENDING; // its thread has ended
    }

    private static String stage(List<String> frames) {
        for (String frame : frames) {
            for (Map.Entry<String, String> stage : STAGES.entrySet()) {
                if (frame.contains(stage.getKey())) {
                    return stage.getValue();
                }
            }
        }
        return RUNNING;
    }
}
