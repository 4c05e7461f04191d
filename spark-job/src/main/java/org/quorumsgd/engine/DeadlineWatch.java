package org.quorumsgd.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.config.DeadlineAction;
import org.quorumsgd.ensemble.RoundDeadline;
import org.quorumsgd.event.AgentsLate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the agents of a run. Past the deadline it says who is late, in the log and to Spark's listener bus, and does what the
 * rule says. In a round that is in time it costs one timed wait.
 */
final class DeadlineWatch {
    private static final Logger LOG = LoggerFactory.getLogger(DeadlineWatch.class);

    /** No number of reports is enough: all that were asked have to report. */
    static final int ALL = Integer.MAX_VALUE;

    /** Past the deadline, between two looks at how many reports have come. */
    private static final double LOOK_SECONDS = 0.05;

    private final JavaSparkContext context;
    private final String runId;
    private final DeadlineRule rule;
    private final RoundDeadline deadline;
    private final List<String> hosts;
    /** Works past their deadline that nobody waits for. */
    private final Set<AgentJob<AgentReport>> overdue = new HashSet<>();

    private long round;
    private boolean someoneIsLate;

    DeadlineWatch(JavaSparkContext context, String runId, DeadlineRule rule, int agents) {
        this.context = context;
        this.runId = runId;
        this.rule = rule;
        this.deadline = rule.deadline();
        this.hosts = new ArrayList<>(Collections.nCopies(agents, ""));
    }

    /**
     * Waits until every agent has answered something that is not a round.
     *
     * @param what it is, in words
     */
    <R> List<R> answers(String what, AgentJob<R> job) {
        await(what, job);
        return job.answers();
    }

    /** Waits until every agent is done with something that is not a round. */
    void await(String what, AgentWork work) {
        await(what, work, System.nanoTime(), deadline.longSeconds(), ALL);
        nobodyIsLate();
    }

    /**
     * Waits for what one agent does in its own time, which runs from when the work was handed out. In the first round agents load
     * data and model, and get the long limit.
     *
     * @param number of the round in which it was handed out, as in {@code rounds.csv}
     */
    void work(long number, String what, AgentJob<AgentReport> job) {
        round = number;
        await(what, job, job.submitted(), workSeconds(number), ALL);
        overdue.remove(job);
        if (overdue.isEmpty()) {
            nobodyIsLate();
        }
    }

    /**
     * Looks at such a work while others come first. Past its deadline it does what the rule says, and once more after each long
     * limit where it gives executors up.
     *
     * @param actAfter seconds since it was handed out before which nothing is done
     * @return the same for the next look
     */
    double look(long number, String what, AgentJob<AgentReport> job, double actAfter) {
        double seconds = secondsSince(job.submitted());
        if (seconds < Math.max(actAfter, workSeconds(number))) {
            return actAfter;
        }
        round = number;
        overdue.add(job);
        act(what, job, job.submitted());
        return rule.action() == DeadlineAction.SPECULATE ? seconds + deadline.longSeconds() : Double.POSITIVE_INFINITY;
    }

    private double workSeconds(long number) {
        return number > 1 ? deadline.seconds() : deadline.longSeconds();
    }

    /** Remembers where such a work was done and how long it took. */
    void worked(long number, AgentReport report, AgentJob<AgentReport> job) {
        hosts.set(report.agent(), report.place().host());
        if (number > 1) {
            deadline.completed(job.seconds());
        }
    }

    /**
     * Waits for the reports of a round; past the deadline only until there are enough.
     *
     * @param number as in {@code rounds.csv}
     * @param enough how many reports are; {@link #ALL}
     * @return whether all that were asked have reported
     */
    boolean round(long number, AgentJob<AgentReport> job, int enough) {
        round = number;
        long begin = System.nanoTime();
        boolean complete = await("round " + number, job, begin, deadline.seconds(), enough);
        deadline.completed(secondsSince(begin));
        return complete;
    }

    /** Remembers where the agents are. */
    void seen(List<AgentReport> reports) {
        reports.forEach(report -> hosts.set(report.agent(), report.place().host()));
    }

    void nobodyIsLate() {
        if (someoneIsLate) {
            someoneIsLate = false;
            LOG.info("{}: after round {} no agent is late any more", runId, round);
            context.sc().listenerBus().post(new AgentsLate(runId, round, 0, deadline.usualSeconds(), List.of()));
        }
    }

    /** @param begin when the agents were asked */
    private boolean await(String what, AgentWork work, long begin, double limit, int enough) {
        if (work.await(Math.max(0, limit - secondsSince(begin)))) {
            return true;
        }
        act(what, work, begin);
        double actAgain = secondsSince(begin) + deadline.longSeconds();
        while (work.answered() < enough) {
            if (work.await(LOOK_SECONDS)) {
                return true;
            }
            if (rule.action() == DeadlineAction.SPECULATE && secondsSince(begin) > actAgain) {
                act(what, work, begin);
                actAgain = secondsSince(begin) + deadline.longSeconds();
            }
        }
        return false;
    }

    private void act(String what, AgentWork work, long begin) {
        List<AgentsLate.Agent> late = LateAgents.of(context, work.job(), work.missing(), hosts);
        if (late.isEmpty()) {
            return; // the last one has just come
        }
        AgentsLate event = new AgentsLate(runId, round, secondsSince(begin), deadline.usualSeconds(), late);
        someoneIsLate = true;
        Set<String> givenUp = rule.action() == DeadlineAction.SPECULATE ? hopeless(event) : Set.of();
        LOG.warn(
                "{}: {} has passed its deadline: {}{}",
                runId,
                what,
                event.sentence(),
                givenUp.isEmpty() ? "" : "; giving up executors " + givenUp);
        context.sc().listenerBus().post(event);
        givenUp.forEach(context.sc()::killAndReplaceExecutor);
    }

    /** The executors of late agents; one that has only just come and loads gets as much time as at the beginning of the run. */
    private Set<String> hopeless(AgentsLate event) {
        Set<String> executors = new TreeSet<>();
        for (AgentsLate.Agent agent : Objects.requireNonNullElse(event.agents(), List.<AgentsLate.Agent>of())) {
            boolean loads = agent.stage().equals(LateAgents.LOADING) && event.seconds() < deadline.longSeconds();
            if (!context.isLocal() && !agent.executor().isEmpty() && !loads) {
                executors.add(agent.executor());
            }
        }
        return executors;
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) * 1e-9;
    }
}
