package org.quorumsgd.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Batch;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;
import org.quorumsgd.run.RunIds;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which runs a batch has, what it is called and where it writes. */
final class BatchOptions {
    @Parameters(
            arity = "1..*",
            paramLabel = "CONF",
            description =
                    "HOCON files with a batch section; of several files some may be single runs. Local paths or of any"
                            + " Hadoop file system.")
    private List<String> files = List.of();

    @Option(
            names = "--set",
            paramLabel = "path=value",
            description = "Overrides a key of every configuration; may be given several times.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "Directory that the batch directory is made in.")
    private @Nullable String out;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "What the batch is called; default: the name in its file, of several files that of their directory.")
    private @Nullable String name;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = "Name of the batch directory; default: the batch's name and the time.")
    private @Nullable String runId;

    @Option(
            names = "--date",
            paramLabel = "DATE",
            description =
                    "The night, as 2026-01-31: the batch directory is NAME-DATE, and where it is there already, only what"
                            + " failed or is missing is done. For schedulers; today (in UTC) for one that gives no date.")
    private @Nullable String date;

    /** A batch that goes on past midnight stays one night. */
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    @Option(
            names = "--resume",
            description =
                    "Goes on with what is in the directory of this --run-id: does what failed or is missing, to the same"
                            + " bits as undisturbed.")
    private boolean resume;

    @Option(
            names = "--notify",
            paramLabel = "URL|COMMAND",
            description =
                    "Told at the end: JSON with exit code, runs by status and what changed since the nights before,"
                            + " posted to the URL or given to the shell command as its input.")
    private @Nullable String notify;

    /** Adds every problem of the options themselves. */
    void check(Problems problems) {
        if (resume && runId == null && date == null) {
            problems.invalid("--run-id", "none", "the batch to resume");
        }
        if (date != null && runId != null) {
            problems.invalid("--run-id", runId, "none beside --date, which names the batch directory");
        }
        if (date != null && night().isEmpty()) {
            problems.invalid("--date", date, "a date such as 2026-01-31, or today");
        }
        if (notify != null) {
            BatchNotification.check(notify, problems);
        }
    }

    /**
     * All runs of all files.
     *
     * @throws InvalidInputException with the problems of all files
     */
    Batch load() {
        List<ConfigurationFile> sources = files.stream()
                .map(file -> new ConfigurationFile(file, overrides))
                .toList();
        if (sources.size() == 1) {
            return sources.get(0).loadBatch();
        }
        Problems problems = new Problems();
        Map<String, Batch> byFile = new LinkedHashMap<>();
        for (ConfigurationFile source : sources) {
            try {
                Batch batch = source.isBatch() ? source.loadBatch() : Batch.of(source.load());
                if (byFile.put(source.name(), batch) != null) {
                    problems.invalid("configuration file", source.file(), "files of different names");
                }
            } catch (InvalidInputException e) {
                e.problems().forEach(problem -> problems.add(source.file() + ": " + problem));
            }
        }
        if (out == null) {
            requireOneOutput(byFile, problems);
        }
        Batch.checkDiffer(byFile, problems);
        problems.throwIfAny();
        return Batch.joined(byFile);
    }

    private static void requireOneOutput(Map<String, Batch> byFile, Problems problems) {
        List<String> outputs = byFile.values().stream()
                .map(batch -> batch.runs().get(0).configuration().value(Keys.OUTPUT_DIR))
                .distinct()
                .toList();
        if (outputs.size() > 1) {
            problems.invalid("output.dir", String.join(" and ", outputs), "the same in all files, or --out");
        }
    }

    /** What nights of the same batch have in common. */
    String name(Batch batch) {
        if (name != null) {
            return name;
        }
        if (files.size() == 1) {
            return first(batch).value(Keys.NAME);
        }
        String path = files.get(0);
        String parent = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
        String directory = parent.substring(parent.lastIndexOf('/') + 1);
        return directory.isEmpty() ? "batch" : directory;
    }

    String id(Batch batch, Instant start) {
        if (runId != null) {
            return runId;
        }
        return night().map(each -> RunIds.ofNight(name(batch), each)).orElseGet(() -> RunIds.of(name(batch), start));
    }

    /** Of a batch that a scheduler does every night. */
    Optional<LocalDate> night() {
        if (date == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(date.equals("today") ? today : LocalDate.parse(date));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    String output(Batch batch) {
        return out != null ? out : first(batch).value(Keys.OUTPUT_DIR);
    }

    /** Whether what is there already may be gone on with. */
    boolean resume() {
        return resume || date != null;
    }

    /** Nobody where the option itself is wrong. */
    Optional<BatchNotification> notification() {
        Problems problems = new Problems();
        if (notify != null) {
            BatchNotification.check(notify, problems);
        }
        return problems.isEmpty() ? Optional.ofNullable(notify).map(BatchNotification::new) : Optional.empty();
    }

    private static Configuration first(Batch batch) {
        return batch.runs().get(0).configuration();
    }
}
