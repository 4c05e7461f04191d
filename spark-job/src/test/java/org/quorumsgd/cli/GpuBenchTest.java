package org.quorumsgd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to a GPU machine, as far as it takes neither a build nor a GPU. */
final class GpuBenchTest {
    private record Ended(int code, String out) {}

    private static final String SCRIPT = Path.of("..", "bin/gpu-bench").toString();

    @TempDir
    private Path directory;

    /** Three pieces of an archive of one file, as pack cuts and names them. */
    @BeforeEach
    void pieces() throws IOException, InterruptedException {
        Files.write(directory.resolve("content"), new byte[20_000]);
        Ended cut = run(
                "bash",
                "-c",
                "cd \"$0\" && mkdir pieces && tar -cf - content | split -b 10000 -d -a 3 - pieces/piece-"
                        + " && cd pieces && sha256sum piece-* >SHA256SUMS",
                directory.toString());
        assertThat(cut.code()).as("%s", cut).isZero();
        assertThat(directory.resolve("pieces/piece-002")).exists();
    }

    @Test
    void piecesArePutTogether() throws IOException, InterruptedException {
        Ended unpacked = unpack();
        assertThat(unpacked.code()).as("%s", unpacked).isZero();
        assertThat(directory.resolve("to/content")).hasSameBinaryContentAs(directory.resolve("content"));
    }

    @Test
    void damagedAndMissingPiecesAreNamedAndNothingIsUnpacked() throws IOException, InterruptedException {
        Files.write(directory.resolve("pieces/piece-000"), new byte[] {1});
        Files.delete(directory.resolve("pieces/piece-002"));
        assertThat(unpack())
                .isEqualTo(new Ended(
                        2, "Invalid pieces: piece-000 piece-002 (expected the bytes that SHA256SUMS names)\n"));
        assertThat(directory.resolve("to")).doesNotExist();
    }

    @Test
    void aDirectoryThatHoldsSomethingIsLeftAlone() throws IOException, InterruptedException {
        Path to = Files.createDirectory(directory.resolve("to"));
        Files.writeString(to.resolve("mine"), "x");
        assertThat(unpack())
                .isEqualTo(new Ended(2, "Invalid directory: " + to + " (expected one that is empty or not there)\n"));
        assertThat(to).isDirectoryContaining("glob:**mine");
    }

    @Test
    void whatWasNotUnpackedDoesNotRun() throws IOException, InterruptedException {
        Ended refused = run(SCRIPT, "run", directory.resolve("out").toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).startsWith("Invalid directory: ").endsWith("unpack has put together)\n");
        assertThat(run(SCRIPT)).isEqualTo(new Ended(2, "Invalid command: none (expected pack, unpack or run)\n"));
    }

    @Test
    void optionsThatMeanNothingAreRefusedAllAtOnceAndNothingIsWritten() throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        String program = Path.of("..", "benchmarks/gpu/measure.py").toString();
        assertThat(run(
                        "python3",
                        program,
                        "--only",
                        "smoke,x",
                        "--agents",
                        "1,3",
                        "--repetitions",
                        "0",
                        out.toString()))
                .isEqualTo(new Ended(2, """
                        Invalid --only: smoke,x (expected some of smoke,trainings,speed)
                        Invalid --agents: 1,3 (expected some of 1,2,4)
                        Invalid --repetitions: 0 (expected at least 1)
                        """));
        assertThat(out).doesNotExist();
    }

    /** In place of Quorum's command line: files of a run, answers of a contender; fails what {@code fails} names, once. */
    private static final String STAND_IN = """
            #!/usr/bin/env python3
            import json, pathlib, sys
            here = pathlib.Path(__file__).resolve().parents[2]
            words = sys.argv[1:]
            what = words[1] if words[0] == "contender" else words[words.index("--run-id") + 1]
            with open(here / "asked", "a") as asked:
                asked.write(what + "\\n")
            fails = here / "fails"
            if fails.exists() and fails.read_text() == what:
                fails.unlink()
                print("no luck")
                sys.exit(3)
            if words[0] == "contender":
                print("#contender ready 10 stand-in", flush=True)
                for line in sys.stdin:
                    print("#contender measured 100", flush=True)
                sys.exit(0)
            run = pathlib.Path(words[words.index("--out") + 1]) / what
            run.mkdir()
            names = ("test_error", "test_loss", "images_per_second", "overhead_fraction", "quorum_sha256")
            (run / "summary.json").write_text(json.dumps({name: 0.5 for name in names}))
            (run / "agents.csv").write_text("device\\ncpu\\n")
            (run / "rounds.csv").write_text("train_loss,gradient_norm,center_norm,device_bytes\\n" + "1,2,3,\\n" * 8)
            """;

    @ParameterizedTest
    @ValueSource(strings = {"lenet-p1-1", "BARE_LOOP", "smoke-cpu"})
    void whatFailsIsToldAndTheSameCommandMeasuresItAndWhatIsLeft(String failing)
            throws IOException, InterruptedException {
        Path program = Files.copy(Path.of("..", "benchmarks/gpu/measure.py"), directory.resolve("measure.py"));
        Path command = directory.resolve("quorum/bin/quorum");
        Files.createDirectories(command.getParent());
        Files.writeString(command, STAND_IN);
        assertThat(command.toFile().setExecutable(true)).isTrue();
        Files.writeString(directory.resolve("fails"), failing);
        List<String> words = List.of(
                "python3",
                program.toString(),
                "--cpu",
                "--quick",
                "--agents",
                "1",
                "--python",
                "none",
                directory + "/out");

        Ended first = run(words.toArray(String[]::new));
        String told = Files.readString(directory.resolve("out/gpu-bench.md"));
        List<String> asked = Files.readAllLines(directory.resolve("asked"));
        Ended second = run(words.toArray(String[]::new));
        List<String> askedInAll = Files.readAllLines(directory.resolve("asked"));

        assertThat(first.code()).as("%s", first).isEqualTo(1);
        assertThat(told).contains("## Failed");
        assertThat(second.code()).as("%s", second).isZero();
        assertThat(Files.readString(directory.resolve("out/gpu-bench.md"))).doesNotContain("## Failed", "## Left");
        List<String> everything = List.of("smoke", "smoke-cpu", "lenet-p1-1", "boffi-cnn-p1-1", "JOB", "BARE_LOOP");
        List<String> again = askedInAll.subList(asked.size(), askedInAll.size());
        switch (failing) {
            case "lenet-p1-1" -> assertThat(again).containsExactly(failing);
            case "BARE_LOOP" -> assertThat(again).containsExactly("JOB", failing);
            default -> {
                assertThat(asked).containsExactly("smoke", failing);
                assertThat(told).contains("## Left");
                assertThat(again).containsExactlyElementsOf(everything);
            }
        }
    }

    @Test
    void theProgramsOfTheOtherSideHoldWhatPythonsLinterLooksFor() throws IOException, InterruptedException {
        for (String program : List.of("measure.py", "peer.py")) {
            String path = Path.of("..", "benchmarks/gpu", program).toString();
            assertThat(run("/usr/bin/python3", "-m", "pyflakes", path)).isEqualTo(new Ended(0, ""));
        }
    }

    private Ended unpack() throws IOException, InterruptedException {
        String pieces = directory.resolve("pieces").toString();
        return run(SCRIPT, "unpack", pieces, directory.resolve("to").toString());
    }

    private static Ended run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), out);
    }
}
