package org.quorumsgd.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.engine.SparkSimulations;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.QuorumHash;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.Summary;
import org.quorumsgd.simulate.SimulationResult;

/** One run of simulations inside a Spark context, from its job to its last file. */
final class SimulationRun {
    private static final int POLL_MILLIS = 200;
    private static final double SECONDS_BETWEEN_LINES = 5;

    private final JavaSparkContext context;
    private final SimulatedModel model;
    private final RunDirectory directory;
    private final PrintStream console;
    private final long startNanos = System.nanoTime();
    private Manifest manifest;

    SimulationRun(
            JavaSparkContext context,
            SimulatedModel model,
            RunDirectory directory,
            String id,
            Instant start,
            PrintStream console) {
        this.context = context;
        this.model = model;
        this.directory = directory;
        this.console = console;
        Configuration configuration = model.configuration();
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("master", context.master());
        cluster.put("application_id", context.sc().applicationId());
        cluster.put("default_parallelism", context.defaultParallelism());
        this.manifest = new Manifest(
                id,
                configuration.value(Keys.NAME),
                RunStatus.RUNNING,
                null,
                start,
                List.of(),
                null,
                model.rules().agents(),
                model.rules().loss().dimension(),
                0L,
                configuration.value(Keys.SEED),
                Versions.commit(),
                Versions.components(),
                cluster,
                Map.of(),
                configuration.sha256(),
                configuration.asMap());
    }

    ExitCode run(Interruption interruption) throws IOException {
        directory.write(manifest);
        console.println(model.sentence());
        console.println("Run directory " + directory.path());
        try {
            List<SimulationResult> results = simulate(interruption);
            if (results.isEmpty()) {
                end(RunStatus.INTERRUPTED, null, results);
                return ExitCode.INTERRUPTED;
            }
            new SimulationTables(directory, model, results).write();
            Optional<String> divergence = divergence(results);
            end(divergence.isPresent() ? RunStatus.DIVERGED : RunStatus.DONE, divergence.orElse(null), results);
            return divergence.isPresent() ? ExitCode.DIVERGED : ExitCode.DONE;
        } catch (IOException | RuntimeException e) {
            directory.write(manifest.ended(RunStatus.FAILED, Instant.now(), e.toString()));
            throw e;
        }
    }

    /** All results in order, or none when interrupted. */
    private List<SimulationResult> simulate(Interruption interruption) {
        context.setJobGroup(manifest.runId(), "quorum " + manifest.name() + " · " + model.sentence(), true);
        JavaFutureAction<List<List<SimulationResult>>> job =
                SparkSimulations.begin(context, model.rules(), model.noise(), model.simulations());
        double lastLine = 0;
        while (true) {
            try {
                List<SimulationResult> results = job.get(POLL_MILLIS, TimeUnit.MILLISECONDS).stream()
                        .flatMap(List::stream)
                        .toList();
                double seconds = seconds();
                console.printf(
                        Locale.ROOT,
                        "%,d updates in %.2f s, %,.0f million a second%n",
                        model.updates(),
                        seconds,
                        model.updates() / seconds / 1e6);
                return results;
            } catch (TimeoutException e) {
                if (interruption.requested()) {
                    job.cancel(true);
                    return List.of();
                }
                if (seconds() - lastLine > SECONDS_BETWEEN_LINES) {
                    lastLine = seconds();
                    showProgress(job.jobIds());
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private void showProgress(List<Integer> jobs) {
        for (int job : jobs) {
            SparkJobInfo begun = context.statusTracker().getJobInfo(job);
            for (int stage : begun == null ? new int[0] : begun.stageIds()) {
                SparkStageInfo info = context.statusTracker().getStageInfo(stage);
                if (info != null) {
                    console.printf(
                            Locale.ROOT,
                            "%d of %d parts done after %s%n",
                            info.numCompletedTasks(),
                            info.numTasks(),
                            Progress.duration(seconds()));
                }
            }
        }
    }

    private Optional<String> divergence(List<SimulationResult> results) {
        for (SimulationResult result : results) {
            int measurement = result.firstNonFinite();
            if (measurement >= 0) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "Diverged: gain %s, simulation %d, step %d: loss is %s, spread is %s",
                        result.simulation().gain(),
                        result.simulation().index(),
                        model.rules().measuredStep(measurement),
                        result.losses()[measurement],
                        result.spreads()[measurement]));
            }
        }
        return Optional.empty();
    }

    private void end(RunStatus status, @Nullable String failure, List<SimulationResult> results) throws IOException {
        directory.write(summary(status, results));
        manifest = manifest.ended(status, Instant.now(), failure);
        directory.write(manifest);
        if (!results.isEmpty()) {
            ReportWriter.tryWrite(directory.files());
        }
        console.println(status.name().toLowerCase(Locale.ROOT) + (failure == null ? "" : ". " + failure));
    }

    private Summary summary(RunStatus status, List<SimulationResult> results) {
        Double spread =
                results.stream().mapToDouble(result -> result.spreads()[result.spreads().length - 1]).average().stream()
                        .boxed()
                        .findFirst()
                        .orElse(null);
        return new Summary(
                status,
                model.configuration().value(Keys.ALGORITHM).label(),
                model.rules().agents(),
                results.isEmpty() ? 0 : model.rules().steps(),
                results.isEmpty() ? 0 : model.rules().steps(),
                null,
                null,
                null,
                null,
                null,
                null,
                spread,
                null,
                null,
                null,
                seconds(),
                results.isEmpty() ? null : QuorumHash.sha256(quorums(results)),
                null,
                null,
                null,
                null,
                null);
    }

    /** The quorum variables of all simulations, one after another. */
    private static float[] quorums(List<SimulationResult> results) {
        int dimension = results.get(0).quorum().length;
        float[] all = new float[results.size() * dimension];
        for (int i = 0; i < results.size(); i++) {
            System.arraycopy(results.get(i).quorum(), 0, all, i * dimension, dimension);
        }
        return all;
    }

    private double seconds() {
        return (System.nanoTime() - startNanos) * 1e-9;
    }
}
