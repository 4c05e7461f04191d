package org.quorumsgd.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;

class RunFilesTest {
    private static final String CONFIGURATION_SHA256 = "5".repeat(64);

    private static final Instant START = Instant.parse("2026-02-03T04:05:06.789Z");

    @Test
    void aManifestComesBackEqual() {
        Manifest ended = manifest().ended(RunStatus.DIVERGED, START.plusSeconds(9), "round 7, agent 2: loss NaN");

        assertThat(Manifest.fromJson("manifest.json", ended.toJson())).isEqualTo(ended);
        assertThat(Manifest.fromJson("manifest.json", manifest().toJson())).isEqualTo(manifest());
    }

    @Test
    void aManifestIsReadableAndInAStableOrder() {
        assertThat(new String(manifest().toJson(), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {
                          "run_id" : "digits-1",
                          "name" : "digits",
                          "status" : "running",
                          "failure" : null,
                          "start" : "2026-02-03T04:05:06.789Z",
                          "resumptions" : [ {
                            "at" : "2026-02-03T04:05:08.789Z",
                            "after_round" : 20,
                            "commit" : "abc123"
                          } ],
                          "end" : null,
                          "agents" : 4,
                          "parameters" : 2410,
                          "late_reports" : 0,
                          "bit_exact" : true,
                          "seed" : -3,
                          "commit" : "abc123",
                          "versions" : {
                            "spark" : "3.5.5"
                          },
                          "cluster" : {
                            "master" : "local[4]",
                            "executors" : 1
                          },
                          "data_sha256" : {
                            "digits.csv" : "00ff"
                          },
                          "configuration_sha256" : "%s",
                          "configuration" : {
                            "train" : {
                              "rounds" : 100,
                              "gain" : 0.5,
                              "layers" : [ 64, 10 ]
                            },
                            "name" : "digits"
                          }
                        }
                        """.formatted(CONFIGURATION_SHA256));
    }

    @Test
    void aSummaryComesBackEqualWithNotMeasuredAsNull() {
        Summary summary = new Summary(
                RunStatus.DONE,
                "qsgd",
                4,
                120,
                120,
                3.5,
                0.1,
                null,
                null,
                0.2,
                0.03,
                1e-7,
                512.25,
                0.05,
                0.02,
                61.5,
                "ab",
                2.5,
                3.5,
                17,
                null,
                null);
        String json = new String(summary.toJson(), StandardCharsets.UTF_8);

        assertThat(json).contains("\"validation_loss\" : null").contains("\"status\" : \"done\"");
        assertThat(json.lines().filter(line -> line.contains(":")).map(line -> line.split("\"", 3)[1]))
                .containsExactly(
                        "status",
                        "algorithm",
                        "agents",
                        "rounds",
                        "steps",
                        "epochs",
                        "train_loss",
                        "validation_loss",
                        "validation_error",
                        "test_loss",
                        "test_error",
                        "spread",
                        "images_per_second",
                        "overhead_fraction",
                        "evaluation_fraction",
                        "seconds",
                        "quorum_sha256",
                        "mean_staleness",
                        "rms_staleness",
                        "largest_staleness",
                        "implicit_momentum",
                        "implicit_momentum_error");
        assertThat(Summary.fromJson("summary.json", summary.toJson())).isEqualTo(summary);
        String older = json.replaceAll(",\\s*\"(mean|rms|largest)_staleness\" : [0-9.]+", "");
        Summary read = Summary.fromJson("summary.json", older.getBytes(StandardCharsets.UTF_8));
        assertThat(older).doesNotContain("staleness");
        assertThat(read.meanStaleness()).isNull();
        assertThat(read.largestStaleness()).isNull();
    }

    @Test
    void theSummaryOfADivergedRunKeepsItsNaN() {
        Summary summary = new Summary(
                RunStatus.DIVERGED,
                "sgd",
                1,
                7,
                7,
                null,
                Double.NaN,
                null,
                null,
                null,
                null,
                Double.POSITIVE_INFINITY,
                null,
                null,
                null,
                1.0,
                null,
                null,
                null,
                null,
                null,
                null);

        assertThat(Summary.fromJson("summary.json", summary.toJson())).isEqualTo(summary);
    }

    @Test
    void propertiesOfLaterVersionsArePassedOver() {
        String json = new String(manifest().toJson(), StandardCharsets.UTF_8).replaceFirst("\\{", "{ \"later\": [1],");

        assertThat(Manifest.fromJson("manifest.json", json.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(manifest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"status\": \"done\"}",
                "{\"status\": \"over\"}",
                "{\"status\": 7}"
            })
    void whatIsNoSummaryIsRefusedByName(String json) {
        assertThatThrownBy(() -> Summary.fromJson("summary.json", json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageMatching("Invalid summary\\.json: .+ \\(expected the JSON of a Summary\\)");
    }

    @Test
    void aManifestWithABadTimeIsRefused() {
        String json = new String(manifest().toJson(), StandardCharsets.UTF_8).replace("2026-02-03T04", "yesterday");

        assertThatThrownBy(() -> Manifest.fromJson("manifest.json", json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("Invalid manifest.json: line 6: ")
                .hasMessageContaining("not an ISO-8601 time in UTC");
    }

    @Test
    void aRunIdIsNameAndStartInUtc() {
        assertThat(RunIds.of("digits", START)).isEqualTo("digits-20260203-040506");
        assertThat(RunIds.of("a/b c", START)).isEqualTo("a-b-c-20260203-040506");
        assertThat(problems(RunIds.of("../..".repeat(100), START))).isEmpty();
        assertThat(problems(RunIds.of("", START))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a\\b", "../x", "a b", "é", "a\n"})
    void aRunIdThatIsNoPlainNameIsRefused(String id) {
        assertThat(problems(id))
                .containsExactly("Invalid run id: " + id
                        + " (expected 1 to 128 of the characters A-Z a-z 0-9 . _ = , -, the first not .)");
        assertThat(problems("a".repeat(129))).hasSize(1);
        assertThat(problems("a".repeat(128))).isEmpty();
    }

    private static List<String> problems(String id) {
        Problems problems = new Problems();
        RunIds.check(id, problems);
        return problems.lines();
    }

    private static Map<String, Object> configuration() {
        Map<String, Object> train = new LinkedHashMap<>();
        train.put("rounds", 100);
        train.put("gain", 0.5);
        train.put("layers", List.of(64, 10));
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("train", train);
        configuration.put("name", "digits");
        return configuration;
    }

    private static Manifest manifest() {
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("master", "local[4]");
        cluster.put("executors", 1);
        return new Manifest(
                "digits-1",
                "digits",
                RunStatus.RUNNING,
                null,
                START,
                List.of(new Resumption(START.plusSeconds(2), 20, "abc123")),
                null,
                4,
                2410,
                0L,
                -3,
                "abc123",
                Map.of("spark", "3.5.5"),
                cluster,
                Map.of("digits.csv", "00ff"),
                CONFIGURATION_SHA256,
                configuration());
    }

    @Test
    void manifestWithLateReportsIsNotBitExactAndOneWithoutAWordOfThemIs() {
        Manifest late = manifest().withLateReports(3);
        assertThat(late.bitExact()).isFalse();
        assertThat(Manifest.fromJson("manifest.json", late.toJson())).isEqualTo(late);
        String ofAnOlderVersion = new String(manifest().toJson(), StandardCharsets.UTF_8)
                .replaceAll(".*(late_reports|bit_exact).*\n", "");
        assertThat(ofAnOlderVersion).doesNotContain("late");
        assertThat(Manifest.fromJson("manifest.json", ofAnOlderVersion.getBytes(StandardCharsets.UTF_8))
                        .bitExact())
                .isTrue();
    }

    @Test
    void charactersThatBreakTheirEncodingAreRefused() {
        byte[] brokenUtf32 = {0, 0, 0, '{', 0x7f, 0, 0, 0};
        assertThatThrownBy(() -> Summary.fromJson("summary.json", brokenUtf32))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("Invalid summary.json: Invalid UTF-32 character")
                .hasMessageEndingWith("(expected the JSON of a Summary)");
    }
}
