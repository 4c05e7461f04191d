package org.quorumsgd.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Secrets;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.ensemble.TrainingLoop;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.QuorumHash;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.Summary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps manifest, summary, quorum vector and model of a run directory true from its beginning to its end. */
final class RunRecord {
    private static final Logger LOG = LoggerFactory.getLogger(RunRecord.class);

    private final RunDirectory directory;
    private final Experiment experiment;
    private final LoadedWorkload loaded;
    private final RunEvents events;
    private Manifest manifest;
    private @Nullable Summary summary;

    RunRecord(
            RunDirectory directory,
            Experiment experiment,
            LoadedWorkload loaded,
            JavaSparkContext context,
            String id,
            ResumePoint from,
            Optional<Replay> replay) {
        this.directory = directory;
        this.experiment = experiment;
        this.loaded = loaded;
        this.events = new RunEvents(context, id);
        Configuration configuration = experiment.configuration();
        Manifest begun = new Manifest(
                id,
                configuration.value(Keys.NAME),
                RunStatus.RUNNING,
                null,
                from.begun(),
                from.resumptions(),
                null,
                configuration.value(Keys.AGENTS),
                loaded.problem().dimension(),
                from.lateReports(),
                configuration.value(Keys.SEED),
                Versions.commit(),
                Versions.components(),
                cluster(context),
                loaded.dataSha256(),
                configuration.sha256(),
                configuration.asMap());
        this.manifest = replay.map(of -> begun.replaying(of.run())).orElse(begun);
    }

    RunEvents events() {
        return events;
    }

    void begin() throws IOException {
        directory.write(manifest);
        events.started(
                manifest,
                algorithm(),
                experiment.plannedRounds(),
                Secrets.masked(experiment.configuration().render()));
    }

    void end(TrainingRun.Outcome outcome, TrainingLoop loop) throws IOException {
        Model reported = loop.reported();
        float[] quorum = reported.parameters().hostValues();
        directory.write(quorum);
        if (loaded.savedModel().isPresent()) {
            LoadedWorkload.SavedModel saved = loaded.savedModel().get();
            directory.write(
                    saved.file(), out -> saved.writer().write(out, reported.parameters(), reported.statistics()));
        }
        summary = summary(outcome, loop, QuorumHash.sha256(quorum));
        directory.write(summary);
        endManifest(outcome.status(), outcome.failure());
    }

    /** Counts the reports that stood in for late ones; the first costs the run its bit-exactness, which is noted at once. */
    void completed(RoundRecord round) {
        long late = round.reports().stream()
                .filter(report -> report.staleness() > 0)
                .count();
        if (late > 0) {
            boolean first = manifest.bitExact();
            manifest = manifest.withLateReports(manifest.lateReports() + late);
            if (first) {
                try {
                    directory.write(manifest);
                } catch (IOException e) {
                    LOG.warn("The manifest says only at the end that the run is no longer exact: {}", e.getMessage());
                }
            }
        }
    }

    /** Notes what ended the run before its time; what goes wrong in noting it is added to {@code cause}. */
    void fail(Throwable cause) {
        if (manifest.status() == RunStatus.RUNNING) {
            try {
                endManifest(
                        RunStatus.FAILED,
                        cause.toString()
                                .lines()
                                .findFirst()
                                .orElse(cause.getClass().getName()));
            } catch (IOException | RuntimeException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** What a person wants to read at the end of a run. */
    String closingText(TrainingRun.Outcome outcome) {
        Summary end = summary;
        if (end == null) {
            throw new IllegalStateException("the run has not ended");
        }
        String status = end.status().name().toLowerCase(Locale.ROOT);
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT, "%s after %d rounds, %s", status, end.rounds(), Progress.duration(outcome.seconds())));
        if (outcome.failure() != null) {
            text.append(System.lineSeparator()).append(outcome.failure());
        }
        line(text, "test error", end.testError(), "%.4f");
        line(text, "test loss", end.testLoss(), "%.4f");
        line(text, "validation error", end.validationError(), "%.4f");
        line(text, "train loss", end.trainLoss(), "%.4f");
        line(text, "spread", end.spread(), "%.3e");
        line(text, "images/s", end.imagesPerSecond(), "%,.0f");
        line(text, "overhead", end.overheadFraction(), "%.3f of the rounds' wall time");
        line(text, "evaluation", end.evaluationFraction(), "%.3f of the wall time");
        text.append(System.lineSeparator())
                .append(String.format(Locale.ROOT, "  %-18s %s", "quorum SHA-256", end.quorumSha256()));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, @Nullable Double value, String format) {
        if (value != null) {
            text.append(System.lineSeparator()).append(String.format(Locale.ROOT, "  %-18s " + format, name, value));
        }
    }

    private void endManifest(RunStatus status, @Nullable String failure) throws IOException {
        Instant end = Instant.now();
        manifest = manifest.ended(status, end, failure);
        directory.write(manifest);
        events.ended(manifest, end.toEpochMilli());
    }

    private Summary summary(TrainingRun.Outcome outcome, TrainingLoop loop, String quorumSha256) {
        MeasuredRound last = outcome.last();
        EvaluationSums validation = outcome.validation();
        EvaluationSums test = outcome.test();
        return new Summary(
                outcome.status(),
                algorithm(),
                experiment.configuration().value(Keys.AGENTS),
                loop.rounds(),
                loop.step(),
                experiment.length().epochs(loop.step()),
                last == null ? null : (Double) last.record().trainLoss(),
                measured(validation, validation.meanLoss()),
                errorRate(validation),
                measured(test, test.meanLoss()),
                errorRate(test),
                last == null ? null : (Double) last.record().synchronization().spread(),
                last == null ? null : (Double) outcome.imagesPerSecond(),
                Double.isNaN(outcome.overheadFraction()) ? null : (Double) outcome.overheadFraction(),
                last == null ? null : (Double) outcome.evaluationFraction(),
                outcome.seconds(),
                quorumSha256);
    }

    private static @Nullable Double measured(EvaluationSums sums, double value) {
        return sums.count() > 0 ? (Double) value : null;
    }

    private static @Nullable Double errorRate(EvaluationSums sums) {
        return Double.isNaN(sums.errorRate()) ? null : (Double) sums.errorRate();
    }

    private String algorithm() {
        return experiment.configuration().value(Keys.ALGORITHM).label();
    }

    private static Map<String, Object> cluster(JavaSparkContext context) {
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("master", context.master());
        cluster.put("application_id", context.sc().applicationId());
        cluster.put("default_parallelism", context.defaultParallelism());
        return cluster;
    }
}
