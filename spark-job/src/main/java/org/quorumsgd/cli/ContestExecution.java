package org.quorumsgd.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.quorumsgd.config.Batch;
import org.quorumsgd.config.EarlyStopMeasure;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;

/**
 * Does the runs of a contest: all of them up to a rung, where they wait in their checkpoints; then those that are good enough up to
 * the next. What stands in the runs' tables decides, so that it is decided alike again when the batch is resumed.
 */
final class ContestExecution {
    private final Batch.Contest contest;
    private final BatchExecution execution;
    private final RunLauncher launcher;
    private final PrintStream console;
    private final Map<Batch.Run, PlannedRun> plans;
    /** Neither ended nor stopped. */
    private final Map<Batch.Run, PlannedRun> open = new LinkedHashMap<>();

    /**
     * A contest whose runs are not all done.
     *
     * @param plans of all runs of the contest, those that are done or stopped already included
     * @param toDo of which these are to do
     */
    ContestExecution(
            Batch.Contest contest,
            BatchExecution execution,
            RunLauncher launcher,
            PrintStream console,
            Map<Batch.Run, PlannedRun> plans,
            Map<Batch.Run, PlannedRun> toDo) {
        this.contest = contest;
        this.execution = execution;
        this.launcher = launcher;
        this.console = console;
        this.plans = new LinkedHashMap<>();
        for (Batch.Run run : contest.runs()) {
            PlannedRun plan = plans.get(run);
            if (plan != null) {
                this.plans.put(run, plan);
            }
            if (toDo.containsKey(run) && plan != null) {
                open.put(run, plan);
            }
        }
    }

    /** Adds a problem where the runs are not judged before their end. */
    static void check(Batch.Contest contest, Experiment experiment, Problems problems) {
        double first = contest.rule().rungs().get(0);
        if (experiment.judgedRound(first) >= experiment.plannedRounds()) {
            problems.invalid(
                    "batch.early-stop.rungs",
                    contest.rule().rungs(),
                    "the first where a run is evaluated before its end; evaluation.every-epochs says when that is");
        }
    }

    /** What will happen, for a reader. */
    static String sentence(Batch.Contest contest) {
        String rungs = contest.rule().rungs().stream().map(Object::toString).collect(Collectors.joining(" and "));
        return "Stopped early by "
                + switch (contest.rule().rule()) {
                    case HALVING ->
                        "halving: all but the best 1/" + contest.rule().eta();
                    case MEDIAN -> "the median rule: the runs whose best is worse than the median of the others' means";
                    case NONE -> "nothing:";
                }
                + " by " + contest.rule().measure().label() + " at " + rungs + " of the rounds";
    }

    void run(BatchExecution.Observer observer) throws IOException, InterruptedException {
        EarlyStopping rule = new EarlyStopping(contest.rule(), contest.runs().size());
        for (double rung : contest.rule().rungs()) {
            runTo(rung, rule, observer);
            if (halted()) {
                break;
            }
            judge(rung, rule, observer);
        }
        if (halted()) {
            for (Map.Entry<Batch.Run, PlannedRun> waiting : open.entrySet()) {
                if (waiting.getValue().resumed()) {
                    observer.ended(BatchResult.read(
                            waiting.getKey(), waiting.getValue().existingDirectory()));
                }
            }
        } else {
            execution.run(open, observer);
        }
    }

    private boolean halted() {
        return launcher.interruption().requested() || launcher.context().sc().isStopped();
    }

    private void runTo(double rung, EarlyStopping rule, BatchExecution.Observer observer)
            throws IOException, InterruptedException {
        Map<Batch.Run, PlannedRun> next = new LinkedHashMap<>();
        for (Map.Entry<Batch.Run, PlannedRun> entry : open.entrySet()) {
            PlannedRun plan = entry.getValue();
            if (rule.goesOn(contest.runs().indexOf(entry.getKey()))
                    && standing(plan, rung) == EarlyStopping.Standing.NOTHING) {
                next.put(entry.getKey(), plan.upTo(plan.experiment().judgedRound(rung)));
            }
        }
        execution.run(next, result -> {
            if (result.is(RunStatus.INTERRUPTED)) {
                PlannedRun waiting = plan(result.run()).begun();
                plans.put(result.run(), waiting);
                open.put(result.run(), waiting);
            } else {
                plans.computeIfPresent(result.run(), (run, plan) -> plan.begun());
                open.remove(result.run());
                observer.ended(result);
            }
        });
    }

    private void judge(double rung, EarlyStopping rule, BatchExecution.Observer observer) throws IOException {
        List<EarlyStopping.Standing> standings = new ArrayList<>();
        for (Batch.Run run : contest.runs()) {
            standings.add(standing(plan(run), rung));
        }
        Map<Integer, String> stops = rule.judge(standings);
        console.printf(
                Locale.ROOT,
                "After %s of the rounds: %d of %d go on%n",
                rung,
                rule.going(),
                rule.going() + stops.size());
        for (Map.Entry<Integer, String> stop : stops.entrySet()) {
            Batch.Run run = contest.runs().get(stop.getKey());
            PlannedRun waiting = open.get(run);
            if (waiting != null && standings.get(stop.getKey()) != EarlyStopping.Standing.NOTHING) {
                open.remove(run);
                long round = waiting.experiment().judgedRound(rung);
                observer.ended(launcher.stop(run, waiting, "After round " + round + " " + stop.getValue()));
            }
        }
    }

    private PlannedRun plan(Batch.Run run) {
        PlannedRun plan = plans.get(run);
        if (plan == null) {
            throw new IllegalStateException(run.label());
        }
        return plan;
    }

    /** Nothing for a run that has not come to the rung. */
    private EarlyStopping.Standing standing(PlannedRun plan, double rung) throws IOException {
        if (!plan.resumed()) {
            return EarlyStopping.Standing.NOTHING;
        }
        long end = plan.experiment().judgedRound(rung);
        Column measure = contest.rule().measure() == EarlyStopMeasure.VALIDATION_LOSS
                ? RoundsTable.VALIDATION_LOSS
                : RoundsTable.VALIDATION_ERROR;
        List<Double> values = new ArrayList<>();
        long last = 0;
        try {
            for (Row row : plan.existingDirectory().rows(RoundsTable.SCHEMA)) {
                if (row.whole(RoundsTable.ROUND) <= end && row.isMeasured(measure)) {
                    last = row.whole(RoundsTable.ROUND);
                    values.add(row.number(measure));
                }
            }
        } catch (InvalidInputException e) {
            return EarlyStopping.Standing
                    .NOTHING; // it never began, or a driver was killed while it wrote; the run writes anew
        }
        return last == end ? EarlyStopping.Standing.of(values) : EarlyStopping.Standing.NOTHING;
    }
}
