package org.quorumsgd.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.export.Export;
import org.quorumsgd.files.HadoopDirectory;
import org.quorumsgd.report.Directory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quorum export RUN... --to DIR}: runs as files for other programs. */
@Command(
        name = "export",
        description = "Writes tables (CSV, Parquet), vectors (.npy), curves (SVG, PNG) and notebooks of runs to DIR.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Directories that runs or batches have written, on any Hadoop file system.")
    private List<String> runs = List.of();

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "Where to write; made when missing.")
    private String to = "";

    private final PrintStream console = System.out;
    private final Configuration hadoop = RunLauncher.hadoop();

    @Override
    public Integer call() throws IOException {
        System.setProperty("java.awt.headless", "true");
        Problems problems = new Problems();
        List<Directory> directories = new ArrayList<>();
        for (String run : runs) {
            HadoopDirectory directory = directory(problems, "run directory", run);
            if (directory != null) {
                directories.add(directory);
            }
        }
        HadoopDirectory target = target(problems);
        Export export = null;
        try {
            export = Export.of(directories);
            if (target != null) {
                export.check(target, problems);
            }
        } catch (InvalidInputException e) {
            problems.addAll(e);
        }
        problems.throwIfAny();
        if (export == null || target == null) {
            throw new IllegalStateException("nothing to write and no problem");
        }
        Path path = new Path(target.path());
        export.writeTo(target.destination(), local(path));
        console.println((export.names().size() == 1 ? "1 run" : export.names().size() + " runs") + " in "
                + target.path() + "; begin with " + Export.NOTEBOOK);
        return ExitCode.DONE.code;
    }

    /** As Python's own files name it where that is possible. */
    private static String local(Path path) {
        return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
    }

    private @Nullable HadoopDirectory target(Problems problems) throws IOException {
        HadoopDirectory target = directory(problems, "--to", to);
        if (target != null) {
            Path path = new Path(target.path());
            Path parent = path.getParent();
            if (parent != null && HadoopDirectory.of(hadoop, parent.toString()).has(path.getName())) {
                problems.invalid("--to", to, "a directory, not a file");
                return null;
            }
        }
        return target;
    }

    private @Nullable HadoopDirectory directory(Problems problems, String what, String path) {
        try {
            return HadoopDirectory.of(hadoop, path);
        } catch (IOException e) {
            problems.invalid(what, path, "a path of a Hadoop file system: " + e.getMessage());
            return null;
        }
    }
}
