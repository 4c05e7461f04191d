package org.quorumsgd.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.files.HadoopDirectory;
import org.quorumsgd.report.Directory;
import org.quorumsgd.report.Figure;
import org.quorumsgd.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quorum report RUN...}: one HTML file about a run, or about how several compare. */
@Command(
        name = "report",
        description =
                "Writes an HTML file that opens without a network: charts and tables of a run, or a comparison of several.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Directories that runs or batches have written, on any Hadoop file system.")
    private List<String> runs = List.of();

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "Where to write. Default: report.html in RUN; several need it.")
    private @Nullable String to;

    @Option(names = "--figures", paramLabel = "DIR", description = "Writes each figure as SVG and PNG to DIR as well.")
    private @Nullable String figures;

    private final PrintStream console = System.out;
    private final Configuration hadoop = RunLauncher.hadoop();

    @Override
    public Integer call() throws IOException {
        Problems problems = new Problems();
        List<Directory> directories = new ArrayList<>();
        for (String run : runs) {
            directory(problems, "run directory", run).ifPresent(directories::add);
        }
        Target target = target(problems);
        HadoopDirectory pictures = figures == null
                ? null
                : directory(problems, "--figures", figures).orElse(null);
        Report report = null;
        try {
            report = Report.of(directories);
        } catch (InvalidInputException e) {
            problems.addAll(e);
        }
        problems.throwIfAny();
        if (report == null || target == null) {
            throw new IllegalStateException("nothing to write and no problem");
        }
        ReportWriter.write(report, target.directory(), target.file());
        console.println("Report " + new Path(target.directory().path(), target.file()));
        if (pictures != null) {
            System.setProperty("java.awt.headless", "true");
            for (Figure figure : report.figures()) {
                pictures.write(figure.name() + ".svg", figure::writeSvg);
                pictures.write(figure.name() + ".png", figure::writePng);
            }
            console.println(report.figures().size() + " figures, SVG and PNG, in " + pictures.path());
        }
        return ExitCode.DONE.code;
    }

    private record Target(HadoopDirectory directory, String file) {}

    private @Nullable Target target(Problems problems) throws IOException {
        if (to == null && runs.size() > 1) {
            problems.invalid("--to", "none", "a file for the report of several runs");
            return null;
        }
        if (to == null) {
            return directory(problems, "run directory", runs.get(0))
                    .map(directory -> new Target(directory, Report.FILE))
                    .orElse(null);
        }
        HadoopDirectory file = directory(problems, "--to", to).orElse(null);
        if (file == null) {
            return null;
        }
        if (file.exists()) {
            problems.invalid("--to", to, "a file, not a directory");
        }
        Path path = new Path(file.path());
        return new Target(HadoopDirectory.of(hadoop, String.valueOf(path.getParent())), path.getName());
    }

    private Optional<HadoopDirectory> directory(Problems problems, String what, String path) {
        try {
            return Optional.of(HadoopDirectory.of(hadoop, path));
        } catch (IOException e) {
            problems.invalid(what, path, "a path of a Hadoop file system: " + e.getMessage());
            return Optional.empty();
        }
    }
}
