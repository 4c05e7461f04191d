package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationLoaderTest {
    private static final String INTEGER = "a whole number >= 1 and < 2^31";

    @Test
    void aFileNamedWithoutItsDirectoryMayIncludeItsNeighbours() throws IOException {
        Path base = Files.createTempFile(Path.of(""), "base", ".conf");
        Path file = Files.createTempFile(Path.of(""), "run", ".conf");
        try {
            Files.writeString(base, "agents = 7");
            Files.writeString(file, "include \"" + base.getFileName() + "\"");
            assertThat(ConfigurationLoader.fromFile(file.getFileName(), List.of())
                            .value(Keys.AGENTS))
                    .isEqualTo(7);
        } finally {
            Files.delete(base);
            Files.delete(file);
        }
    }

    @Test
    void emptyTextIsTheDefaults() {
        assertThat(load("")).isEqualTo(Configuration.defaults());
    }

    @Test
    void valuesOfAFileReplaceDefaults() {
        Configuration configuration =
                load("agents = 8, coupling { gain = 0.5 }, model.hidden = [64, 32], algorithm = easgd, rounds = 3");

        assertThat(configuration.value(Keys.AGENTS)).isEqualTo(8);
        assertThat(configuration.value(Keys.COUPLING_GAIN)).isEqualTo(0.5);
        assertThat(configuration.value(Keys.MODEL_HIDDEN)).containsExactly(64, 32);
        assertThat(configuration.value(Keys.ALGORITHM)).isEqualTo(Algorithm.EASGD);
        assertThat(configuration.value(Keys.ROUNDS)).contains(3);
        assertThat(configuration.value(Keys.COUPLING_PERIOD)).isEqualTo(1);
    }

    @Test
    void aSyntaxErrorNamesFileAndLine() {
        assertThat(problems("agents = 4\ncoupling {\n gain = ,\n}"))
                .singleElement()
                .asString()
                .startsWith("Syntax error in digits.conf: 3: Expecting a value but got wrong token");
    }

    @Test
    void anUnknownKeyComesWithTheNearestKnownOne() {
        assertThat(problems("couplng.gain = 1\nlr = 0.1"))
                .containsExactly(
                        "Unknown key couplng.gain in digits.conf (did you mean coupling.gain?)",
                        "Unknown key lr in digits.conf (conf/reference.conf lists every key)");
    }

    @Test
    void aValueInPlaceOfASectionAndASectionInPlaceOfAValueAreUnknownKeys() {
        assertThat(problems("coupling = 3\nagents.count = 3\n\"coupling.gain\" = 2"))
                .containsExactly(
                        "Unknown key coupling in digits.conf (did you mean coupling.gain?)",
                        "Unknown key agents.count in digits.conf (conf/reference.conf lists every key)",
                        "Unknown key \"coupling.gain\" in digits.conf (did you mean coupling.gain?)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            coupling.gain              | -1                  | -1                  | a finite number >= 0
            coupling.gain              | NaN                 | NaN                 | a finite number >= 0
            coupling.gain              | Infinity            | Infinity            | a finite number >= 0
            coupling.gain              | 1e400               | 1e400               | a finite number >= 0
            coupling.gain              | "strong"            | strong              | a finite number >= 0
            coupling.gain              | [1]                 | [1]                 | a finite number >= 0
            coupling.gain              | {}                  | {}                  | a finite number >= 0
            coupling.gain              | true                | true                | a finite number >= 0
            coupling.gain              | ""                  | ""                  | a finite number >= 0
            learning-rate.initial      | 0                   | 0                   | a finite number > 0
            learning-rate.initial      | 1e-400              | 1e-400              | a finite number > 0
            optimiser.momentum         | 1                   | 1                   | a finite number >= 0 and < 1
            learning-rate.factor       | 0                   | 0                   | null or a finite number > 0 and < 1
            agents                     | 0                   | 0                   | a whole number >= 1 and < 2^31
            agents                     | 1.5                 | 1.5                 | a whole number >= 1 and < 2^31
            agents                     | 2147483648          | 2147483648          | a whole number >= 1 and < 2^31
            agents                     | null                | null                | a whole number >= 1 and < 2^31
            agents                     | 1e999999999         | 1e999999999         | a whole number >= 1 and < 2^31
            seed                       | 9223372036854775808 | 9223372036854775808 | a whole number >= -2^63 and < 2^63
            algorithm                  | QSGD                | QSGD                | one of qsgd, easgd, sd-qsgd, none, downpour, mdownpour, agn, adag, dynsgd, staleness-aware, worst-case, worst-case-decay, gem, dasgd
            model.backend              | jax                 | jax                 | one of dl4j, torch
            model.batch-norm           | maybe               | maybe               | true or false
            model.hidden               | 128                 | 128                 | a list, each element a whole number >= 1 and < 2^31
            model.hidden               | [8, 0]              | [8,0]               | a list, each element a whole number >= 1 and < 2^31
            model.channels             | [8, 8]              | [8,8]               | a list of 3, each element a whole number >= 1 and < 2^31
            name                       | "a b"               | a b                 | 1 to 64 of the characters A-Z a-z 0-9 . _ -
            output.dir                 | " "                 | ` `                 | a path
            agents                     | ${no.such.key}      | ${no.such.key}      | the name of a key or environment variable
            model.batch-norm           | ${no.such.key}      | ${no.such.key}      | the name of a key or environment variable
            model.batch-norm           | null                | null                | true or false
            model.hidden               | [8, ${no.such.key}] | ${no.such.key}      | the name of a key or environment variable
            """)
    void aValueOutOfBoundsOrOfAnotherTypeIsInvalid(String key, String written, String shown, String expected) {
        assertThat(problems(key + " = " + written))
                .containsExactly("Invalid " + key + ": " + shown + " (expected " + expected + ")");
    }

    @Test
    void aSectionThatCannotBeResolvedIsInvalidAsAWhole() {
        assertThat(problems("coupling = ${no.such.key} { gain = 3 }"))
                .containsExactly(
                        "Invalid coupling: ${no.such.key} (expected the name of a key or environment variable)");
    }

    @Test
    void aCycleOfSubstitutionsIsInvalid() {
        assertThat(problems("a = ${b}\nb = ${a}\nagents = ${a}"))
                .singleElement()
                .asString()
                .startsWith("Invalid substitution in digits.conf: ")
                .contains("was part of a cycle of substitutions");
    }

    @Test
    void longAndManyLinedValuesAreShownShortAndOnOneLine() {
        assertThat(problems("agents = \"\"\"x\ny\"\"\""))
                .containsExactly("Invalid agents: x y (expected " + INTEGER + ")");
        assertThat(problems("agents = " + "x".repeat(100)))
                .containsExactly("Invalid agents: " + "x".repeat(80) + "... (expected " + INTEGER + ")");
    }

    @Test
    void allProblemsOfFileAndOverridesComeAtOnce() {
        List<String> problems = problems(
                "agents = 0\nepoch = 3\nlearning-rate.schedule = step\nlearning-rate.factor = 2\ndata.format = idx",
                "coupling.gain=-1",
                "sead=3",
                "agents");

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "Unknown key sead in --set (did you mean seed?)",
                        "Invalid --set: agents (expected path=value)",
                        "Unknown key epoch in digits.conf (did you mean epochs?)",
                        "Invalid agents: 0 (expected " + INTEGER + ")",
                        "Invalid coupling.gain: -1 (expected a finite number >= 0)",
                        "Invalid learning-rate.factor: 2 (expected null or a finite number > 0 and < 1)",
                        "Invalid data.path: null (expected a value with data.format = idx)");
    }

    @Test
    void overridesAreCheckedEvenWhenTheFileCannotBeRead() {
        assertThat(problems("agents = [", "epochs=0"))
                .hasSize(2)
                .contains("Invalid epochs: 0 (expected a finite number > 0)");
    }

    @Test
    void theLastOverrideWinsOverEarlierOnesAndTheFile() {
        Configuration configuration = load("agents = 2\nseed = 7", "agents=3", "agents=5");

        assertThat(configuration.value(Keys.AGENTS)).isEqualTo(5);
        assertThat(configuration.value(Keys.SEED)).isEqualTo(7);
    }

    @Test
    void overridesAreHocon() {
        Configuration configuration = load(
                "", "model.hidden=[3, 4]", "rounds=12", "model.batch-norm=off", "name=\"quoted\"", "agents=${rounds}");

        assertThat(configuration.value(Keys.MODEL_HIDDEN)).containsExactly(3, 4);
        assertThat(configuration.value(Keys.AGENTS)).isEqualTo(12);
        assertThat(configuration.value(Keys.MODEL_BATCH_NORM)).isFalse();
        assertThat(configuration.value(Keys.NAME)).isEqualTo("quoted");
    }

    @Test
    void anOverrideOfATextKeyIsTakenToTheLetter() {
        Configuration configuration =
                load("data.test-path = x", "data.format=cifar10", "data.path=s3a://b/a=b//c#d", "data.test-path=null");

        assertThat(configuration.value(Keys.DATA_PATH)).contains("s3a://b/a=b//c#d");
        assertThat(configuration.value(Keys.DATA_TEST_PATH)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"agents=4, epochs=3", "agents=4\nepochs=3", "agents=", "agents={", "agents=1]"})
    void anOverrideSetsOneValueAndNoMore(String override) {
        assertThat(problems("", override)).singleElement().asString().startsWith("Invalid agents: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"agents", "=3", ""})
    void aMalformedOverrideIsInvalid(String override) {
        String shown = override.isEmpty() ? "\"\"" : override;
        assertThat(problems("", override)).containsExactly("Invalid --set: " + shown + " (expected path=value)");
    }

    @Test
    void wholeNumbersMayBeWrittenAsDecimalsOrStringsWithoutLosingDigits() {
        Configuration configuration =
                load("agents = 4.0, batch-size = 1e2, rounds = \"12\", seed = 9007199254740993.0, coupling.gain = 2");

        assertThat(configuration.value(Keys.AGENTS)).isEqualTo(4);
        assertThat(configuration.value(Keys.BATCH_SIZE)).isEqualTo(100);
        assertThat(configuration.value(Keys.ROUNDS)).contains(12);
        assertThat(configuration.value(Keys.SEED)).isEqualTo(9007199254740993L);
        assertThat(configuration.value(Keys.COUPLING_GAIN)).isEqualTo(2.0);
    }

    @Test
    void substitutionsSeeDefaultsAndEnvironment() {
        Configuration configuration = load("""
                evaluation.batch-size = ${batch-size}
                model.hidden += 64
                output.dir = ${PATH}
                seed = ${?QUORUM_NO_SUCH_VARIABLE}
                """);

        assertThat(configuration.value(Keys.EVALUATION_BATCH_SIZE)).isEqualTo(128);
        assertThat(configuration.value(Keys.MODEL_HIDDEN)).containsExactly(128, 64);
        assertThat(configuration.value(Keys.OUTPUT_DIR)).isEqualTo(System.getenv("PATH"));
        assertThat(configuration.value(Keys.SEED)).isEqualTo(1);
    }

    @Test
    void aFileConsistsOfItselfAndWhatItIncludesDirectlyOrNot(@TempDir Path directory) throws IOException {
        Path deeper = Files.writeString(directory.resolve("deeper.inc"), "seed = 3");
        Path base = Files.createDirectory(directory.resolve("base")).resolve("base.inc");
        Files.writeString(base, "include \"../deeper.inc\"");
        Path run = Files.writeString(directory.resolve("run.conf"), "include \"base/base.inc\"\nagents = 6");
        assertThat(ConfigurationLoader.files(run)).containsExactlyInAnyOrder(run, base, deeper);

        Files.delete(deeper);
        assertThat(catchThrowableOfType(InvalidInputException.class, () -> ConfigurationLoader.files(run)))
                .hasMessageContaining("Invalid include in " + run);
    }

    @Test
    void includesAreRelativeToTheFileAndNamedInProblems(@TempDir Path directory) throws IOException {
        Path run = Files.writeString(directory.resolve("run.conf"), "include \"base.conf\"\nagents = 6");
        Path base = Files.writeString(directory.resolve("base.conf"), "agents = 7, seed = 9");

        Configuration configuration = ConfigurationLoader.fromFile(run, List.of());
        assertThat(configuration.value(Keys.AGENTS)).isEqualTo(6);
        assertThat(configuration.value(Keys.SEED)).isEqualTo(9);

        Files.writeString(base, "sead = 9");
        assertThat(problemsOf(() -> ConfigurationLoader.fromFile(run, List.of())))
                .containsExactly("Unknown key sead in " + base + " (did you mean seed?)");
    }

    @Test
    void aMissingFileOrIncludeIsInvalid(@TempDir Path directory) throws IOException {
        Path missing = directory.resolve("missing.conf");
        assertThat(problemsOf(() -> ConfigurationLoader.fromFile(missing, List.of("agents=0"))))
                .containsExactly(
                        "Invalid configuration file: " + missing + " (expected a readable file)",
                        "Invalid agents: 0 (expected " + INTEGER + ")");
        assertThat(problemsOf(() -> ConfigurationLoader.fromFile(directory, List.of())))
                .containsExactly("Invalid configuration file: " + directory + " (expected a readable file)");

        Path run = Files.writeString(directory.resolve("run.conf"), "include \"missing.conf\"");
        assertThat(problemsOf(() -> ConfigurationLoader.fromFile(run, List.of())))
                .containsExactly("Invalid include in " + run + ": missing.conf (expected a readable file)");
    }

    @ParameterizedTest
    @CsvSource({
        "include url(\"http://localhost:1/a.conf\"), http://localhost:1/a.conf",
        "include classpath(\"a.conf\"), a.conf",
        "include file(\"/no/such/a.conf\"), /no/such/a.conf"
    })
    void includesOfOtherKindsAreNeitherFetchedNorIgnored(String include, String shown) {
        assertThat(problems(include))
                .containsExactly("Invalid include in digits.conf: " + shown + " (expected a readable file)");
    }

    @Test
    void aJsonFileOfTheResolvedValuesIsAConfiguration() {
        Configuration configuration = load("optimiser.name = sgd, model.file = net.json, rounds = 5");
        String json = ConfigFactory.parseMap(configuration.asMap()).root().render(ConfigRenderOptions.concise());

        assertThat(load(json)).isEqualTo(configuration);
        assertThat(configuration.value(Keys.MODEL_FILE)).isEqualTo(Optional.of("net.json"));
    }

    static Configuration load(String hocon, String... overrides) {
        return ConfigurationLoader.fromText(hocon, "digits.conf", List.of(overrides));
    }

    static List<String> problems(String hocon, String... overrides) {
        return problemsOf(() -> load(hocon, overrides));
    }

    private static List<String> problemsOf(ThrowingCallable loading) {
        InvalidInputException exception = catchThrowableOfType(InvalidInputException.class, loading);
        assertThat(exception).as("the load must fail").isNotNull();
        return exception.problems();
    }
}
