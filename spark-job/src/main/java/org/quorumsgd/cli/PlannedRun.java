package org.quorumsgd.cli;

import java.io.IOException;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.RunStatus;

/**
 * One run that can begin: checked as far as that goes without reading the data. Nothing is written yet.
 *
 * @param output directory that the run's directory is in
 * @param id name of the run's directory
 * @param resumed whether that directory is there already and the run goes on in it
 * @param replay of the run whose order of commits is repeated, if one is
 * @param pauseAfter round after which it waits in its checkpoint; {@link #TO_THE_END} for none
 */
record PlannedRun(
        Experiment experiment,
        org.apache.hadoop.conf.Configuration hadoop,
        String output,
        String id,
        boolean resumed,
        Optional<Replay> replay,
        long pauseAfter) {
    static final long TO_THE_END = Long.MAX_VALUE;

    /**
     * Finds everything that can be wrong with configuration, data, model and run directory before any work.
     *
     * @param resume whether a run that is there may go on
     * @param replay directory of a run whose order of commits is to be repeated
     * @param problems found before
     * @throws InvalidInputException with all of them
     */
    static PlannedRun check(
            Configuration configuration,
            org.apache.hadoop.conf.Configuration hadoop,
            String output,
            String id,
            boolean resume,
            Optional<String> replay,
            Problems problems)
            throws IOException {
        Optional<Replay> replayed =
                replay.isEmpty() ? Optional.empty() : Replay.read(hadoop, replay.get(), configuration, problems);
        boolean resumed = checkDirectory(configuration, hadoop, output, id, resume, problems);
        Experiment experiment = checkExperiment(configuration, hadoop, problems);
        problems.throwIfAny();
        if (experiment == null) {
            throw new IllegalStateException("no experiment and no problem");
        }
        if (replayed.isPresent()) {
            replayed.get().checkLength(experiment.plannedRounds(), problems);
        }
        if (resumed) {
            checkReplay(RunDirectory.open(hadoop, output, id).manifest().replays(), replayed, problems);
        }
        problems.throwIfAny();
        return new PlannedRun(experiment, hadoop, output, id, resumed, replayed, TO_THE_END);
    }

    /** A run that was begun as a replay goes on as one, and of the same run. */
    private static void checkReplay(@Nullable String before, Optional<Replay> replay, Problems problems) {
        String now = replay.map(Replay::run).orElse("none");
        String expected = before == null ? "none" : before;
        if (!now.equals(expected)) {
            problems.invalid(Replay.OPTION, now, expected + ", as in the run to resume");
        }
    }

    private static boolean checkDirectory(
            Configuration configuration,
            org.apache.hadoop.conf.Configuration hadoop,
            String output,
            String id,
            boolean resume,
            Problems problems)
            throws IOException {
        boolean resumed = resume && RunDirectory.exists(hadoop, output, id);
        if (resumed) {
            ResumePoint.check(RunDirectory.open(hadoop, output, id).manifest(), configuration, problems);
        } else {
            RunDirectory.check(hadoop, output, id, problems);
        }
        return resumed;
    }

    private static @Nullable Experiment checkExperiment(
            Configuration configuration, org.apache.hadoop.conf.Configuration hadoop, Problems problems) {
        try {
            Experiment experiment = Experiment.prepare(configuration, hadoop);
            MemoryPreflight.of(experiment).check(problems);
            GrantedCompute.of(new SparkConf()).check(problems);
            return experiment;
        } catch (InvalidInputException e) {
            problems.addAll(e);
            return null;
        }
    }

    PlannedRun upTo(long round) {
        return new PlannedRun(experiment, hadoop, output, id, resumed, replay, round);
    }

    /** The same after its first round. */
    PlannedRun begun() {
        return new PlannedRun(experiment, hadoop, output, id, true, replay, pauseAfter);
    }

    boolean isDone() throws IOException {
        return resumed && existingDirectory().manifest().status() == RunStatus.DONE;
    }

    /** The run's directory, made where it is not there yet. */
    RunDirectory directory() throws IOException {
        return resumed ? existingDirectory() : RunDirectory.create(hadoop, output, id);
    }

    /** The run's directory once the run has begun. */
    RunDirectory existingDirectory() throws IOException {
        return RunDirectory.open(hadoop, output, id);
    }
}
