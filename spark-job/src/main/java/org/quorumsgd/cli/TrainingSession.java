package org.quorumsgd.cli;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.asynchronous.AsynchronousLoop;
import org.quorumsgd.asynchronous.AsynchronousRules;
import org.quorumsgd.asynchronous.AsynchronousState;
import org.quorumsgd.asynchronous.Committed;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.decentralized.DecentralizedLoop;
import org.quorumsgd.decentralized.DecentralizedRules;
import org.quorumsgd.decentralized.DecentralizedState;
import org.quorumsgd.engine.JobLabels;
import org.quorumsgd.engine.SparkAsynchronousEnsemble;
import org.quorumsgd.engine.SparkEnsemble;
import org.quorumsgd.ensemble.CurvatureEstimate;
import org.quorumsgd.ensemble.GradientMeasures;
import org.quorumsgd.ensemble.LoopState;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.TrainingLoop;
import org.quorumsgd.files.Checkpoints;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.run.Forecast;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.tracking.MlflowTracking;

/** One training run inside a Spark context, from its first job to its last file. */
final class TrainingSession {
    private final JavaSparkContext context;
    private final Experiment experiment;
    private final Configuration configuration;
    private final LoadedWorkload loaded;
    private final RunDirectory directory;
    private final Checkpoints checkpoints;
    private final RunRecord record;
    private final PlannedRun plan;
    private final ResumePoint from;
    private final RunConsole console;

    TrainingSession(
            JavaSparkContext context,
            PlannedRun plan,
            LoadedWorkload loaded,
            RunDirectory directory,
            Checkpoints checkpoints,
            ResumePoint from,
            RunConsole console) {
        this.context = context;
        this.plan = plan;
        this.experiment = plan.experiment();
        this.configuration = experiment.configuration();
        this.loaded = loaded;
        this.directory = directory;
        this.checkpoints = checkpoints;
        this.record = new RunRecord(directory, experiment, loaded, context, plan.id(), from, plan.replay());
        this.from = from;
        this.console = console;
    }

    /** Trains until the end, or until an interruption after the round that it falls into. */
    ExitCode run(Interruption interruption) throws IOException {
        record.begin();
        console.println(experiment.sentence());
        console.println("Run directory " + directory.path());
        if (from.rounds() > 0) {
            console.println("Resuming after round " + from.rounds());
        }
        plan.replay().ifPresent(replay -> console.println("Replaying the order of " + replay.run()));
        try {
            if (experiment.isDecentralized()) {
                return runDecentralized(interruption);
            }
            return experiment.isAsynchronous() ? runOnClock(interruption) : runTogether(interruption);
        } catch (Throwable e) { // Spark's exceptions are checked but not declared, and no memory left is an Error
            record.fail(e);
            track(directory);
            throw e;
        } finally {
            directory.clearLineage();
        }
    }

    private ExitCode runTogether(Interruption interruption) throws IOException {
        try (SparkEnsemble ensemble = new SparkEnsemble(
                context,
                labels(),
                startingProblem(),
                configuration.value(Keys.AGENTS),
                experiment.agentRules(),
                experiment.quorumRules().coupled(),
                configuration.value(Keys.LINEAGE_CUT_EVERY_ROUNDS),
                experiment.nextGradient(),
                experiment.deadline())) {
            QuorumLoop loop = loop(ensemble);
            forecast(loop, ensemble);
            CheckpointWriter checkpoint = CheckpointWriter.of(checkpoints, loop, ensemble);
            return end(
                    train(loop, () -> GradientMeasures.of(ensemble, loop), List::of, checkpoint, interruption),
                    loop,
                    interruption);
        }
    }

    private ExitCode runOnClock(Interruption interruption) throws IOException {
        try (SparkAsynchronousEnsemble ensemble = new SparkAsynchronousEnsemble(
                context,
                labels(),
                loaded.problem(),
                configuration.value(Keys.AGENTS),
                experiment.agentRules(),
                experiment.deadline())) {
            AsynchronousLoop loop = loop(ensemble);
            CheckpointWriter checkpoint = CheckpointWriter.of(checkpoints, loop);
            TrainingRun.Outcome outcome = train(loop, () -> null, loop::commits, checkpoint, interruption);
            record.fitted(loop.implicitMomentum());
            return end(outcome, loop, interruption);
        }
    }

    private ExitCode runDecentralized(Interruption interruption) throws IOException {
        try (SparkAsynchronousEnsemble ensemble = new SparkAsynchronousEnsemble(
                context,
                labels(),
                loaded.problem(),
                configuration.value(Keys.AGENTS),
                DecentralizedLoop.works(experiment.agentRules()),
                experiment.deadline())) {
            DecentralizedLoop loop = decentralizedLoop(ensemble);
            CheckpointWriter checkpoint = CheckpointWriter.of(checkpoints, loop);
            return end(train(loop, () -> null, List::of, checkpoint, interruption), loop, interruption);
        }
    }

    private ExitCode end(TrainingRun.Outcome outcome, TrainingLoop loop, Interruption interruption) throws IOException {
        record.end(outcome, loop);
        if (outcome.status() == RunStatus.DONE) {
            checkpoints.clear();
        }
        // A run that only pauses is told of when it has ended.
        if (outcome.status() != RunStatus.INTERRUPTED || interruption.requested()) {
            tell(directory);
        }
        console.println(record.closingText(outcome));
        loaded.comparison().ifPresent(comparison -> console.println(comparison.text()));
        return exitCode(outcome);
    }

    private JobLabels labels() {
        return new JobLabels(
                plan.id(), console.runName(configuration.value(Keys.NAME), plan.id()), experiment.plannedRounds());
    }

    /** Lets others see how the run has ended. */
    static void tell(RunDirectory ended) {
        ReportWriter.tryWrite(ended.files());
        track(ended);
    }

    private static void track(RunDirectory ended) {
        MlflowTracking.of(System.getenv()).ifPresent(mlflow -> mlflow.tryLog(ended.files()));
    }

    private Problem startingProblem() {
        return from.checkpoint()
                .<Problem>map(
                        checkpoint -> new ResumedProblem(loaded.problem(), checkpoint.directory(), checkpoint.steps()))
                .orElse(loaded.problem());
    }

    private QuorumLoop loop(SparkEnsemble ensemble) {
        int localSteps = configuration.value(Keys.COUPLING_PERIOD);
        return from.checkpoint()
                .map(checkpoint -> QuorumLoop.resume(
                        ensemble, experiment.agentRules(), experiment.quorumRules(), localSteps, (LoopState)
                                checkpoint.state()))
                .orElseGet(
                        () -> new QuorumLoop(ensemble, experiment.agentRules(), experiment.quorumRules(), localSteps));
    }

    private AsynchronousLoop loop(SparkAsynchronousEnsemble ensemble) {
        int localSteps = configuration.value(Keys.COUPLING_PERIOD);
        AsynchronousRules given = experiment.asynchronousRules();
        AsynchronousRules rules =
                plan.replay().map(replay -> given.with(replay.order())).orElse(given);
        return from.checkpoint()
                .map(checkpoint -> AsynchronousLoop.resume(
                        ensemble, experiment.agentRules(), rules, localSteps, (AsynchronousState) checkpoint.state()))
                .orElseGet(() -> new AsynchronousLoop(ensemble, experiment.agentRules(), rules, localSteps));
    }

    private DecentralizedLoop decentralizedLoop(SparkAsynchronousEnsemble ensemble) {
        int period = configuration.value(Keys.COUPLING_PERIOD);
        AgentRules agents = experiment.agentRules();
        DecentralizedRules rules = experiment.decentralizedRules();
        return from.checkpoint()
                .map(checkpoint -> DecentralizedLoop.resume(
                        ensemble, agents, rules, period, (DecentralizedState) checkpoint.state()))
                .orElseGet(() -> new DecentralizedLoop(ensemble, agents, rules, period));
    }

    private void forecast(QuorumLoop loop, SparkEnsemble ensemble) throws IOException {
        int steps = configuration.value(Keys.THEORY_LANCZOS_STEPS);
        if (loop.rounds() > 0) {
            directory.forecast().ifPresent(record.events()::forecast);
            return;
        }
        if (steps == 0) {
            return;
        }
        RandomStreams streams = new RandomStreams(configuration.value(Keys.SEED));
        try {
            Forecast forecast = Forecasts.of(experiment, CurvatureEstimate.of(ensemble, loop, streams, steps));
            directory.write(RunDirectory.FORECAST, out -> out.write(forecast.toJson()));
            record.events().forecast(forecast);
            console.println(Forecasts.text(configuration, forecast));
        } catch (ArithmeticException e) {
            // A loss that is not finite where the agents start; the first round will say so with agent and quantity.
            console.println("No forecast: " + e.getMessage());
        }
    }

    /**
     * Tables are complete, Parquet included, when this returns.
     *
     * @param commits those of the last round
     */
    private TrainingRun.Outcome train(
            TrainingLoop loop,
            Supplier<@Nullable GradientMeasures> gradientMeasures,
            Supplier<List<Committed>> commits,
            CheckpointWriter checkpoint,
            Interruption interruption)
            throws IOException {
        int everyRounds = configuration.value(Keys.CHECKPOINT_EVERY_ROUNDS);
        try (RunTables tables = tables();
                Progress progress = console.progress(configuration.value(Keys.NAME), experiment.plannedRounds())) {
            TrainingRun training = new TrainingRun(
                    loop,
                    gradientMeasures,
                    loaded.problem().blocks(),
                    configuration,
                    experiment.length(),
                    plan.pauseAfter(),
                    interruption,
                    tables.wallSecondsBefore());
            TrainingRun.Outcome outcome = training.run(round -> {
                loaded.comparison().ifPresent(comparison -> comparison.completed(round.record(), loop.quorum()));
                record.completed(round.record());
                tables.completed(round.record(), commits.get());
                RoundDetail detail = round.detail();
                if (detail != null) {
                    tables.append(round, detail, configuration.value(Keys.COUPLING_PERIOD));
                    record.events().completed(round, detail, configuration.value(Keys.CLOCK));
                    progress.show(round);
                }
                if (loop.rounds() % everyRounds == 0) {
                    checkpoint.trySave(tables);
                }
            });
            if (outcome.status() == RunStatus.INTERRUPTED) {
                checkpoint.save(tables);
            }
            record.counted(tables.staleness());
            return outcome;
        }
    }

    private RunTables tables() throws IOException {
        if (experiment.recordsOrder()) {
            return RunTables.withOrder(directory, checkpoints, from.checkpoint());
        }
        return experiment.isAsynchronous()
                ? RunTables.onClock(directory, checkpoints, from.checkpoint())
                : RunTables.of(directory, checkpoints, from.checkpoint());
    }

    private static ExitCode exitCode(TrainingRun.Outcome outcome) {
        return switch (outcome.status()) {
            case DONE -> ExitCode.DONE;
            case DIVERGED -> ExitCode.DIVERGED;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
            case RUNNING, FAILED, STOPPED -> ExitCode.FAILED;
        };
    }
}
