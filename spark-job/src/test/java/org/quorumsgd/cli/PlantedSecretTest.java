package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret that stands wherever a user may put one is found in nothing that a run writes or prints. */
class PlantedSecretTest {
    private static final String SECRET = "hunter2hunter2";
    private static final String URI = "s3a://AKIAPLANTED:" + SECRET + "@bucket/images";
    private static final Map<String, String> SETTINGS = Map.of(
            "spark.hadoop.fs.s3a.secret.key", SECRET,
            "spark.hadoop.fs.s3a.bucket.b.session.token", SECRET,
            "spark.executorEnv.AWS_SECRET_ACCESS_KEY", SECRET,
            "spark.ssl.keyPassword", SECRET,
            "spark.eventLog.compress", "false");
    private static final String CONFIGURATION = """
            problem = quadratic, agents = 2, rounds = 3, batch-size = 4, optimiser.name = sgd, learning-rate.initial = 0.2
            quadratic { dimension = 20, examples = 600 }, checkpoint.every-rounds = 1
            """;

    @TempDir
    private Path directory;

    private Path conf;

    @BeforeEach
    void plant() throws IOException {
        SETTINGS.forEach(System::setProperty);
        conf = Files.writeString(directory.resolve("run.conf"), CONFIGURATION + "data.path = \"" + URI + "\"");
    }

    @AfterEach
    void remove() {
        SETTINGS.keySet().forEach(System::clearProperty);
    }

    @Test
    void noFileOfARunAndNoLineOfItsConsoleHasTheSecret() throws IOException {
        InProcess train = train("run");
        assertThat(train.exitCode()).as("%s", train).isZero();
        assertHidden(train);
        String manifest = Files.readString(directory.resolve("out/run/manifest.json"));
        assertThat(manifest).contains("s3a://*********@bucket/images");
        List<Path> events = files(directory.resolve("out/.events"));
        assertThat(events).isNotEmpty();
        assertThat(files(directory.resolve("out")).stream().filter(PlantedSecretTest::hasSecret))
                .isEmpty();
    }

    @Test
    void aRunWithMaskedCredentialsCanStillBeResumed() {
        assertThat(train("run").exitCode()).isZero();
        InProcess more = train("run", "--resume", "--set", "rounds=5");
        assertThat(more.exitCode()).as("%s", more).isZero();
        assertHidden(more);
    }

    @Test
    void aBatchThatVariesTheUriHidesIt() throws IOException {
        Files.writeString(conf, CONFIGURATION + "batch.grid = { data.path = [\"" + URI + "\", null] }");
        InProcess batch = InProcess.run(
                "batch", conf.toString(), "--out", directory.resolve("out").toString(), "--run-id", "b");
        assertThat(batch.exitCode()).as("%s", batch).isZero();
        assertHidden(batch);
        List<Path> all = files(directory.resolve("out"));
        assertThat(all).hasSizeGreaterThan(10).noneMatch(PlantedSecretTest::hasSecret);
        assertThat(all).noneMatch(file -> file.toString().contains(SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"idx", "parquet", "cifar10"})
    void problemsWithTheDataHideIt(String format) {
        String[] images = {"--set", "problem=images", "--set", "data.format=" + format, "--set", "data.test-path=" + URI
        };
        assertHidden(train("run", images));
        assertHidden(
                InProcess.run("check", conf.toString(), "--set", "problem=images", "--set", "data.format=" + format));
    }

    @ParameterizedTest
    @ValueSource(strings = {"output.dir=" + URI, "seed=" + URI, "no.such.key=" + URI, "aws.secret.key=" + SECRET})
    void problemsWithOverridesHideIt(String override) {
        assertHidden(InProcess.run("train", conf.toString(), "--set", override));
        assertHidden(InProcess.run("check", conf.toString(), "--set", override));
        assertHidden(InProcess.run("train", URI, "--set", override));
    }

    @Test
    void checkHidesIt() {
        InProcess check = InProcess.run("check", conf.toString());
        assertThat(check.exitCode()).as("%s", check).isZero();
        assertThat(check.out()).anyMatch(line -> line.contains("*********"));
        assertHidden(check);
    }

    private InProcess train(String id, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train", conf.toString(), "--out", directory.resolve("out").toString(), "--run-id", id));
        arguments.addAll(List.of(more));
        return InProcess.run(arguments.toArray(new String[0]));
    }

    private static void assertHidden(InProcess command) {
        assertThat(command.out()).noneMatch(line -> line.contains(SECRET));
        assertThat(command.err()).noneMatch(line -> line.contains(SECRET));
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private static boolean hasSecret(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
