package org.quorumsgd.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;

/**
 * {@code quorum ship --to FILE.zip -- COMMAND ...}: what {@code bin/quorum} asks before it submits a command to a driver on another
 * machine. Refuses a bad configuration here, packs the files that a good one consists of, and prints the command as the driver is to
 * be given it, each argument with a NUL behind.
 */
@Command(
        name = "ship",
        hidden = true,
        description = "Packs the configuration files of a command for a driver elsewhere.",
        mixinStandardHelpOptions = true)
final class ShipCommand implements Callable<Integer> {
    /** What the unpacked archive is to be called in the driver's working directory. */
    private static final String DIRECTORY = "configuration";

    private static final Set<String> CONFIGURED = Set.of("train", "simulate", "batch", "check");

    @Option(
            names = "--to",
            paramLabel = "FILE",
            required = true,
            description = "The archive; none if there is nothing to pack.")
    private Path archive = Path.of("");

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The command and its arguments, behind --.")
    private List<String> command = List.of();

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws IOException {
        ParseResult parsed = Quorum.commandLine().parseArgs(command.toArray(String[]::new));
        Map<String, Set<Path>> filesByName = new LinkedHashMap<>();
        if (parsed.hasSubcommand() && CONFIGURED.contains(command.get(0))) {
            filesByName = configurations(parsed.subcommand());
        }
        Set<Path> files = new LinkedHashSet<>();
        filesByName.values().forEach(files::addAll);
        Path root = files.isEmpty() ? Path.of("") : commonDirectory(files);
        if (!files.isEmpty()) {
            pack(root, files);
        }
        for (String argument : command) {
            String there = filesByName.containsKey(argument) ? entry(root, Path.of(argument)) : argument;
            console.write((there + "\0").getBytes(StandardCharsets.UTF_8));
        }
        console.flush();
        return ExitCode.DONE.code;
    }

    /** The local configurations among a command's arguments, valid, and the files that each consists of. */
    private static Map<String, Set<Path>> configurations(ParseResult command) {
        List<String> overrides = command.matchedOptionValue("--set", List.of());
        Problems problems = new Problems();
        Map<String, Set<Path>> files = new LinkedHashMap<>();
        for (ArgSpec positional : command.matchedPositionals()) {
            for (String name : positional.originalStringValues()) {
                ConfigurationFile configuration = new ConfigurationFile(name, overrides);
                if (!configuration.isLocal()) {
                    continue;
                }
                try {
                    configuration.validate();
                    files.put(name, ConfigurationLoader.files(Path.of(name)));
                } catch (InvalidInputException e) {
                    problems.addAll(e);
                }
            }
        }
        problems.throwIfAny();
        return files;
    }

    /** Above the directory that all are in, whose name may name a batch. */
    private static Path commonDirectory(Collection<Path> files) {
        Path common = files.iterator().next().resolveSibling("");
        for (Path file : files) {
            while (!file.startsWith(common)) {
                common = parent(common);
            }
        }
        return parent(common);
    }

    private static Path parent(Path directory) {
        Path parent = directory.getParent();
        return parent == null ? directory : parent;
    }

    private void pack(Path root, Collection<Path> files) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files) {
                zip.putNextEntry(new ZipEntry(root.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
    }

    private static String entry(Path root, Path file) {
        return DIRECTORY + "/" + root.relativize(file.toAbsolutePath().normalize());
    }
}
