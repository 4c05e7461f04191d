package org.quorumsgd.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.config.Batch;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.config.ProblemsByRun;
import org.quorumsgd.files.BatchDirectory;
import org.quorumsgd.files.BatchLock;
import org.quorumsgd.run.RunIds;
import org.quorumsgd.run.RunStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quorum batch CONF}: the runs of a grid or list, in one Spark application. */
@Command(
        name = "batch",
        description = "Does the runs that the batch section of a configuration describes and compares them.",
        mixinStandardHelpOptions = true)
final class BatchCommand implements Callable<Integer> {
    @Mixin
    private BatchOptions options = new BatchOptions();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Runs at a time; they share the cores, and their bits do not depend on it. Default: 1.")
    private int parallel = 1;

    private final PrintStream console = System.out;
    private final org.apache.hadoop.conf.Configuration hadoop = RunLauncher.hadoop();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Instant start = Instant.now();
        Batch batch = options.load();
        String id = options.id(batch, start);
        String output = options.output(batch);
        String directory = new org.apache.hadoop.fs.Path(output, id).toString();
        Optional<BatchNotification> notification = options.notification();
        BatchNotification.End end;
        try {
            end = end(batch, output, id, start);
        } catch (IOException | InterruptedException | RuntimeException e) {
            notification.ifPresent(to -> to.send(id, directory, BatchNotification.End.failed(e)));
            throw e;
        }
        notification.ifPresent(to -> to.send(id, directory, end));
        return end.exitCode().code;
    }

    private BatchNotification.End end(Batch batch, String output, String id, Instant start)
            throws IOException, InterruptedException {
        Map<Batch.Run, PlannedRun> plans = plan(batch, output, id);
        // All nights of a batch have one lock, other batches one each.
        String locked = options.night().isPresent() ? RunIds.safe(options.name(batch)) : id;
        try (BatchLock lock = BatchLock.take(hadoop, output, locked, start)) {
            BatchReport report = new BatchReport(batch, console);
            ExitCode exitCode = doWhatIsMissing(batch, plans, output, id, report);
            List<String> changes = options.night()
                    .map(night -> NightsWriter.tryWrite(hadoop, output, locked, night, console))
                    .orElse(List.of());
            return new BatchNotification.End(exitCode, report.counts(), changes, List.of());
        }
    }

    private ExitCode doWhatIsMissing(
            Batch batch, Map<Batch.Run, PlannedRun> plans, String output, String id, BatchReport report)
            throws IOException, InterruptedException {
        Map<Batch.Run, PlannedRun> toDo = new LinkedHashMap<>();
        for (Map.Entry<Batch.Run, PlannedRun> entry : plans.entrySet()) {
            Optional<BatchResult> before = result(batch, entry.getKey(), entry.getValue());
            before.ifPresentOrElse(report::alreadyDone, () -> toDo.put(entry.getKey(), entry.getValue()));
        }
        if (toDo.isEmpty()) {
            console.println("Batch " + id + " is done; nothing to resume");
            report.printTable();
            return ExitCode.DONE;
        }
        Optional<String> cells = options.night().map(night -> BatchDirectory.cells(options.name(batch), night));
        ExitCode exitCode = run(batch, plans, toDo, output, id, cells, report);
        report.printTable();
        return exitCode;
    }

    /** What an earlier attempt at the batch has brought; nothing where it must be done (again). */
    private static Optional<BatchResult> result(Batch batch, Batch.Run run, PlannedRun plan) throws IOException {
        if (!plan.resumed()) {
            return Optional.empty();
        }
        boolean competes =
                batch.contests().stream().anyMatch(contest -> contest.runs().contains(run));
        return Optional.of(BatchResult.read(run, plan.existingDirectory()))
                .filter(result -> result.is(RunStatus.DONE) || competes && result.is(RunStatus.STOPPED));
    }

    private ExitCode run(
            Batch batch,
            Map<Batch.Run, PlannedRun> plans,
            Map<Batch.Run, PlannedRun> toDo,
            String output,
            String id,
            Optional<String> cells,
            BatchReport report)
            throws IOException, InterruptedException {
        RunLauncher.announce(toDo.values().stream().map(PlannedRun::experiment).toList(), console);
        try (Interruption interruption = new Interruption();
                EventLogs logs = new EventLogs(hadoop, output);
                JavaSparkContext context = RunLauncher.openContext(id, logs)) {
            BatchDirectory directory = options.resume()
                    ? BatchDirectory.open(hadoop, output, id)
                    : BatchDirectory.create(hadoop, output, id);
            console.println("Batch directory " + directory.path());
            if (!context.isLocal()) {
                context.setCheckpointDir(directory.lineage().toString());
            }
            report.begin(toDo.size());
            try {
                RunLauncher launcher = new RunLauncher(context, interruption, RunConsole.silent());
                BatchExecution.Observer observer = result -> {
                    report.ended(result);
                    directory.write(report.schema(), report.rows());
                };
                BatchExecution execution = new BatchExecution(launcher, parallel);
                Map<Batch.Run, PlannedRun> alone = new LinkedHashMap<>(toDo);
                batch.contests().forEach(contest -> contest.runs().forEach(alone::remove));
                execution.run(alone, observer);
                for (Batch.Contest contest : batch.contests()) {
                    new ContestExecution(contest, execution, launcher, console, plans, toDo).run(observer);
                }
            } finally {
                directory.write(report.schema(), report.rows());
                directory.writeParquet(report.schema(), cells);
                directory.clearLineage();
                ReportWriter.tryWrite(directory.files());
            }
            return interruption.requested() && !report.isComplete() ? ExitCode.INTERRUPTED : report.exitCode();
        }
    }

    /** Everything that can be wrong with any run, found before the first begins. */
    private Map<Batch.Run, PlannedRun> plan(Batch batch, String output, String id) throws IOException {
        Problems problems = new Problems();
        options.check(problems);
        if (!(parallel >= 1)) {
            problems.invalid("--parallel", parallel, "a whole number >= 1");
        }
        if (options.resume()) {
            BatchDirectory.checkResumed(hadoop, output, id, problems);
        } else {
            BatchDirectory.check(hadoop, output, id, problems);
        }
        boolean outputIsGood = problems.isEmpty();
        String runsOutput = new org.apache.hadoop.fs.Path(output, id).toString();
        ProblemsByRun byRun = new ProblemsByRun(batch.runs().size());
        Map<Batch.Run, PlannedRun> plans = new LinkedHashMap<>();
        for (Batch.Run run : batch.runs()) {
            try {
                if (outputIsGood) {
                    plans.put(run, plan(run, runsOutput));
                } else {
                    Experiment.prepare(run.configuration(), hadoop);
                }
            } catch (InvalidInputException e) {
                byRun.addAll(run.label(), e);
            }
        }
        for (Batch.Contest contest : batch.contests()) {
            for (Batch.Run run : contest.runs()) {
                if (plans.containsKey(run)) {
                    Problems late = new Problems();
                    ContestExecution.check(contest, plans.get(run).experiment(), late);
                    if (!late.isEmpty()) {
                        byRun.addAll(run.label(), new InvalidInputException(late.lines()));
                    }
                }
            }
        }
        byRun.addTo(problems);
        problems.throwIfAny();
        return plans;
    }

    private PlannedRun plan(Batch.Run run, String output) throws IOException {
        return PlannedRun.check(
                run.configuration(), hadoop, output, run.label(), options.resume(), Optional.empty(), new Problems());
    }
}
