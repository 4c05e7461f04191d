package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.hadoop.fs.s3a.secret.key",
                "fs.s3a.access.key",
                "AWS_SESSION_TOKEN",
                "AWS_ACCESS_KEY_ID",
                "db.password",
                "hadoop.security.credential.provider.path"
            })
    void keysOfSecretsAreKnown(String key) {
        assertThat(Secrets.isSecretKey(key)).isTrue();
        assertThat(Secrets.masked(key + "=hunter2 rest")).isEqualTo(key + "=********* rest");
    }

    @Test
    void noKeyOfTheConfigurationLooksLikeASecret() {
        assertThat(Keys.all()).noneMatch(key -> Secrets.isSecretKey(key.name()));
        String text = Configuration.defaults().render();
        assertThat(Secrets.masked(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "s3a://AKIA:hunter2@bucket/a, s3a://*********@bucket/a",
        "Invalid data path: s3a://AKIA:hunt:er2@bucket/a (expected), Invalid data path: s3a://*********@bucket/a (expected)",
        "jdbc:x://token@host, jdbc:x://*********@host",
        "s3a://bucket/a@b, s3a://bucket/a@b",
        "hdfs://name:8020/x, hdfs://name:8020/x"
    })
    void credentialsInsideUrisAreMasked(String text, String masked) {
        assertThat(Secrets.masked(text)).isEqualTo(masked);
    }

    @Test
    void mapsAreMaskedInNamesAndValuesAtEveryDepth() {
        Map<String, Object> values = Map.of(
                "a", Map.of("api-token", "hunter2", "n", 1), "s3a://k:hunter2@b/f", List.of("s3a://k:hunter2@b", 2));
        assertThat(Secrets.masked(values))
                .isEqualTo(Map.of(
                        "a",
                        Map.of("api-token", Secrets.MASK, "n", 1),
                        "s3a://*********@b/f",
                        List.of("s3a://*********@b", 2)));
    }

    @Test
    void maskingTakesTimeThatGrowsWithTheTextNotWithItsSquare() {
        for (String repeated : List.of("a.", "secret", "://", "secret=", "'")) {
            String text = repeated.repeat(300_000);
            assertTimeoutPreemptively(Duration.ofSeconds(30), () -> Secrets.masked(text));
        }
    }
}
