package org.quorumsgd.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.quorumsgd.cli.JobProcess;
import org.quorumsgd.cli.RunFiles;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.QuorumHash;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;

/** One training run under {@code spark-submit} that faults befall: how far it is, its processes, and whether it ends whole. */
final class FaultyRun implements AutoCloseable {
    private static final String CLUSTER = "local-cluster[2,1,1024]";
    private static final String ID = "run";
    private static final Pattern TASK = Pattern.compile("\\(TID (\\d+)\\)");

    private final Path directory;
    private final Path configuration;
    private final List<String> prefix;
    private final List<String> sparkOptions;
    private final String out;
    private final Path seenAt;
    private final List<ProcessHandle> orphans = new ArrayList<>();
    private JobProcess job;

    private FaultyRun(
            Path directory,
            Path configuration,
            List<String> prefix,
            List<String> sparkOptions,
            String out,
            Path seenAt) {
        this.directory = directory;
        this.configuration = configuration;
        this.prefix = prefix;
        this.sparkOptions = sparkOptions;
        this.out = out;
        this.seenAt = seenAt;
        this.job = submit(List.of());
    }

    /** On two executors of one core each unless the options name another master. */
    static FaultyRun start(Path directory, Path configuration, String... sparkOptions) {
        return new FaultyRun(
                directory, configuration, List.of(), List.of(sparkOptions), directory.toString(), directory);
    }

    /**
     * Behind a command, with its files elsewhere.
     *
     * @param out as the job names it
     * @param seenAt the same as this process sees it
     */
    static FaultyRun startBehind(
            List<String> prefix, String out, Path seenAt, Path directory, Path configuration, String... sparkOptions) {
        return new FaultyRun(directory, configuration, prefix, List.of(sparkOptions), out, seenAt);
    }

    /** Goes on after the driver has ended. */
    void resume() {
        job.close();
        job = submit(List.of("--resume"));
    }

    private JobProcess submit(List<String> trainOptions) {
        List<String> command = new ArrayList<>(prefix);
        // Spark says when tasks begin and end, and when a cut is written, at level info.
        command.addAll(List.of("env", "QUORUM_LOG_LEVEL=info"));
        command.addAll(submission(directory, sparkOptions));
        command.addAll(List.of("train", configuration.toString(), "--out", out, "--run-id", ID));
        command.addAll(trainOptions);
        return JobProcess.start(directory, command.toArray(String[]::new));
    }

    /** {@code spark-submit} up to the job's own arguments. */
    static List<String> submission(Path directory, List<String> sparkOptions) {
        List<String> command = new ArrayList<>();
        command.add(JobProcess.sparkHome(directory).resolve("bin/spark-submit").toString());
        command.addAll(List.of("--class", "org.quorumsgd.cli.Quorum"));
        if (!sparkOptions.contains("--master")) {
            command.addAll(List.of("--master", CLUSTER));
        }
        command.addAll(JobProcess.sparkOptions());
        // How long a task waits for the executor that had its agent, also where that is gone: 30 s unless told
        // otherwise.
        command.addAll(List.of("--conf", "spark.locality.wait=1s"));
        // The test classes as a whole would bring a logging configuration along.
        String path = copyOf(directory, FlakyFileSystem.class, HeldResults.class, Signals.class) + ":" + JobProcess.JAR;
        command.addAll(List.of(
                "--conf", "spark.driver.extraClassPath=" + path, "--conf", "spark.executor.extraClassPath=" + path));
        command.addAll(List.of("--conf", "spark.extraListeners=" + HeldResults.class.getName()));
        command.addAll(List.of("--conf", HeldResults.FOLDER + "=" + heldResults(directory)));
        command.addAll(sparkOptions);
        // Every executor would copy a jar that is submitted, twice: a soak of a hundred kills fills the disk.
        command.add("spark-internal");
        return command;
    }

    /** A folder for the class path that holds nothing but these classes and those inside them. */
    private static Path copyOf(Path directory, Class<?>... classes) {
        Path to = directory.resolve("classes");
        try {
            for (Class<?> one : classes) {
                String folder = one.getPackageName().replace('.', '/');
                Path from = JobProcess.REPOSITORY
                        .resolve("spark-job/target/test-classes")
                        .resolve(folder);
                Files.createDirectories(to.resolve(folder));
                try (Stream<Path> files = Files.list(from)) {
                    for (Path file : files.filter(file ->
                                    file.getFileName().toString().matches(one.getSimpleName() + "(\\$.*)?\\.class"))
                            .toList()) {
                        Files.copy(
                                file,
                                to.resolve(folder).resolve(file.getFileName()),
                                StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return to;
    }

    JobProcess job() {
        return job;
    }

    RunFiles files() {
        return new RunFiles(seenAt.resolve(ID));
    }

    void awaitRound(long round) {
        job.await("round " + round, () -> files().roundsSoFar() >= round);
    }

    /** Waits until the driver knows at least so many executors; one that only starts would not be missed. */
    List<ProcessHandle> awaitExecutors(int count) {
        List<ProcessHandle> registered = new ArrayList<>();
        job.await(count + " executors", () -> {
            registered.clear();
            job.executors().stream().filter(this::isRegistered).forEach(registered::add);
            return registered.size() >= count;
        });
        return registered;
    }

    private boolean isRegistered(ProcessHandle executor) {
        try {
            return Files.readString(log(executor)).contains("Successfully registered with driver");
        } catch (IOException | UncheckedIOException | IndexOutOfBoundsException ending) {
            return false;
        }
    }

    /** One of those that run, once two do. */
    ProcessHandle anyExecutor(SplittableRandom random) {
        List<ProcessHandle> executors = awaitExecutors(2);
        return executors.get(random.nextInt(executors.size()));
    }

    /** See {@link HeldResults}. */
    Path heldResults() {
        return heldResults(directory);
    }

    private static Path heldResults(Path directory) {
        return directory.resolve("held-results");
    }

    /** The one that did a task and had its result ready. */
    Optional<ProcessHandle> executorThatEnded(String task) {
        return job.executors().stream()
                .filter(this::isRegistered)
                .filter(executor -> readyTasks(log(executor)).contains(task))
                .findAny();
    }

    /** Waits until a checkpoint has been made current. */
    void awaitCheckpoint() {
        Set<String> before = checkpoints();
        job.await("a checkpoint", () -> !before.containsAll(checkpoints()));
    }

    private Set<String> checkpoints() {
        String[] names = seenAt.resolve(ID).resolve("checkpoints").toFile().list();
        return Stream.of(names == null ? new String[0] : names)
                .filter(name -> name.startsWith("round-"))
                .collect(Collectors.toSet());
    }

    /** The log of an executor of this run's application. */
    Path log(ProcessHandle executor) {
        try {
            String[] arguments = Files.readString(Path.of("/proc", executor.pid() + "", "cmdline"))
                    .split("\0", -1);
            List<String> words = List.of(arguments);
            return directory
                    .resolve("spark-home/work")
                    .resolve(words.get(words.indexOf("--app-id") + 1))
                    .resolve(words.get(words.indexOf("--executor-id") + 1))
                    .resolve("stderr");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void killDriver() {
        orphans.addAll(job.executors());
        Signals.send("KILL", job.pid());
        assertThat(job.exitCode()).isEqualTo(128 + 9);
    }

    /** Lets a run without an end come to one: its driver is killed once more and goes on to a round near by, which is the result. */
    int endSoon() throws IOException {
        killDriver();
        int rounds = (int) files().roundsSoFar() + 20;
        Files.writeString(configuration, "\nrounds = " + rounds, StandardOpenOption.APPEND);
        resume();
        return rounds;
    }

    long logged(String text) {
        return job.err().stream().filter(line -> line.contains(text)).count();
    }

    /** Executors whose end Spark has noticed. It does not call an executor lost that had only just come. */
    long executorsEnded() {
        return logged("is now EXITED") + logged("is now KILLED");
    }

    /** Tasks whose executor had their result ready and which the driver lost all the same. */
    Set<String> resultsNeverFetched() {
        Set<String> ready = new TreeSet<>();
        try (Stream<Path> logs =
                Files.find(directory.resolve("spark-home/work"), 3, (path, file) -> path.endsWith("stderr"))) {
            for (Path log : logs.toList()) {
                ready.addAll(readyTasks(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ready.retainAll(tasks(job.err(), "Lost task"));
        return ready;
    }

    private static Set<String> readyTasks(Path log) {
        try {
            return tasks(Files.readAllLines(log), "result sent via BlockManager");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> tasks(List<String> log, String text) {
        return log.stream()
                .filter(line -> line.contains(text))
                .map(TASK::matcher)
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    String sha256() {
        return Objects.requireNonNull(files().summary().quorumSha256());
    }

    /** Waits for the end; then every row is there once, every file is what it says, and nothing is left over. */
    void assertEndsWhole(int rounds, int agents) {
        assertThat(job.exitCode()).as(job.logs()).isZero();
        assertThat(files().manifest().status()).isEqualTo(RunStatus.DONE);
        assertThat(files().summary().status()).isEqualTo(RunStatus.DONE);
        assertThat(files().summary().rounds()).isEqualTo(rounds);
        assertThat(sha256()).isEqualTo(QuorumHash.sha256(files().quorum()));
        assertThat(files().rows(RoundsTable.SCHEMA))
                .extracting(row -> row.whole(RoundsTable.ROUND))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, rounds).boxed().toList());
        assertThat(files().rows(AgentsTable.SCHEMA))
                .extracting(FaultyRun::roundAndAgent)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, rounds)
                        .boxed()
                        .flatMap(round -> Stream.iterate(0, agent -> agent < agents, agent -> agent + 1)
                                .map(agent -> round + "/" + agent))
                        .toList());
        assertThat(files().names())
                .as("nothing temporary is left")
                .noneMatch(name -> name.startsWith("checkpoints")
                        || name.startsWith(".")
                        || name.contains("/.")
                        || name.endsWith(".crc")
                        || name.endsWith(".tmp"));
    }

    private static String roundAndAgent(Row row) {
        return String.format(Locale.ROOT, "%d/%d", row.whole(AgentsTable.ROUND), row.whole(AgentsTable.AGENT));
    }

    @Override
    public void close() {
        job.close();
        orphans.forEach(ProcessHandle::destroyForcibly);
    }
}
