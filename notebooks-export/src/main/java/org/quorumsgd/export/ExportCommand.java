package org.quorumsgd.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.quorumsgd.config.Problems;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export RUN_DIR... --to DIR}: tables and figures of runs, each run in a folder of its own name. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes tables (CSV) and the curves (SVG and PNG) of runs to DIR/<run-id>/.")
public final class ExportCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "RUN_DIR", description = "directories that runs have written")
    private List<Path> runDirectories = List.of();

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "where to write; made when missing")
    private Path to = Path.of(".");

    @Override
    public Integer call() throws IOException {
        System.setProperty("java.awt.headless", "true");
        List<Run> runs = RunReader.readAll(runDirectories);
        refuseOverwriting(runs);
        for (int i = 0; i < runs.size(); i++) {
            export(runs.get(i), runDirectories.get(i));
        }
        return CommandLine.ExitCode.OK;
    }

    private void refuseOverwriting(List<Run> runs) throws IOException {
        Problems problems = new Problems();
        Map<String, Path> directories = new HashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            Path directory = runDirectories.get(i);
            Path other = directories.put(runs.get(i).id(), directory);
            if (other != null) {
                problems.invalid("run directory", directory, "a name other than that of " + other);
            }
            Path target = to.resolve(runs.get(i).id());
            if (Files.exists(target) && Files.isSameFile(target, directory)) {
                problems.invalid("--to", to, "a directory other than that of the runs");
            }
        }
        problems.throwIfAny();
    }

    private void export(Run run, Path directory) throws IOException {
        Path target = Files.createDirectories(to.resolve(run.id()));
        for (String table : List.of("rounds.csv", "agents.csv")) {
            Files.copy(directory.resolve(table), target.resolve(table), StandardCopyOption.REPLACE_EXISTING);
        }
        CurvesFigure figure = new CurvesFigure(run);
        try (OutputStream out = Files.newOutputStream(target.resolve("curves.svg"))) {
            figure.writeSvg(out);
        }
        try (OutputStream out = Files.newOutputStream(target.resolve("curves.png"))) {
            figure.writePng(out);
        }
    }
}
