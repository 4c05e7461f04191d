package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No name that a user gives makes a run write anywhere but below its output directory. */
class UnsafeNamesTest {
    @TempDir
    private Path directory;

    private Path conf;
    private Path out;

    @BeforeEach
    void writeConfiguration() throws IOException {
        conf = Files.writeString(directory.resolve("run.conf"), """
                problem = quadratic, agents = 2, rounds = 3, batch-size = 4, optimiser.name = sgd, learning-rate.initial = 0.2
                quadratic { dimension = 20, examples = 600 }, checkpoint.every-rounds = 1, theory.lanczos-steps = 0
                """);
        out = directory.resolve("out");
    }

    static Stream<String> unsafeIds() {
        return Stream.of(
                "..",
                ".",
                "",
                ".events",
                ".lineage",
                "a/b",
                "../up",
                "/tmp/quorum-unsafe",
                "a\\b",
                "a\0b",
                "a\nb",
                "a b",
                "a:b",
                "~",
                "$(x)",
                "\u202eexe",
                "x".repeat(129));
    }

    @ParameterizedTest
    @MethodSource("unsafeIds")
    void aRunIdThatIsNoPlainNameIsRefused(String id) throws IOException {
        List<Path> before = everything();
        for (String command : List.of("train", "batch")) {
            InProcess run = run(command, "--out", out.toString(), "--run-id=" + id);
            assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.INVALID_INPUT.code);
        }
        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "no-such-scheme://x/y", "file://host/x", ":", ""})
    void anOutputThatIsNoDirectoryIsRefused(String output) {
        InProcess run = run("train", "--out=" + output, "--run-id", "run");
        assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(run.err()).anyMatch(line -> line.startsWith("Invalid output directory: "));
    }

    @Test
    void aNameTooLongForTheFileSystemIsRefused() {
        InProcess run = run("train", "--out", directory.resolve("x".repeat(300)).toString(), "--run-id", "run");
        assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.INVALID_INPUT.code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "a b", "a\nb", ""})
    void aRunsNameThatIsNoPlainNameIsRefused(String name) {
        InProcess run = run("train", "--out", out.toString(), "--set", "name=" + name);
        assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.INVALID_INPUT.code);
    }

    @Test
    void aLinkInPlaceOfTheRunsDirectoryIsNotFollowed() throws IOException {
        Files.createDirectories(out);
        Path elsewhere = directory.resolve("elsewhere");
        Files.createSymbolicLink(out.resolve("run"), elsewhere);
        InProcess run = run("train", "--out", out.toString(), "--run-id", "run");
        assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.INVALID_INPUT.code);
        assertThat(elsewhere).doesNotExist();
    }

    @Test
    void aLinkInPlaceOfAFileOfTheRunIsReplacedNotFollowed() throws IOException {
        assertThat(run("train", "--out", out.toString(), "--run-id", "run").exitCode())
                .isZero();
        List<Path> targets = new ArrayList<>();
        for (String name : List.of("rounds.csv", "agents.csv", "manifest.json", "quorum.npy", "rounds.parquet")) {
            Path target = Files.move(out.resolve("run").resolve(name), directory.resolve("kept-" + name));
            Files.createSymbolicLink(out.resolve("run").resolve(name), target);
            targets.add(target);
        }
        List<byte[]> before = new ArrayList<>();
        for (Path target : targets) {
            before.add(Files.readAllBytes(target));
        }
        InProcess resumed = run("train", "--out", out.toString(), "--run-id", "run", "--resume", "--set", "rounds=6");
        assertThat(resumed.exitCode()).as("%s", resumed).isZero();
        for (int i = 0; i < targets.size(); i++) {
            assertThat(targets.get(i)).hasBinaryContent(before.get(i));
        }
    }

    private InProcess run(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, conf.toString()));
        arguments.addAll(List.of(more));
        return InProcess.run(arguments.toArray(new String[0]));
    }

    private List<Path> everything() throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.sorted().toList();
        }
    }
}
