package org.quorumsgd.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What this build is made of, as Maven wrote it into the jar. */
final class Versions {
    private static final Properties BUILD = read();

    private Versions() {}

    static String quorum() {
        return BUILD.getProperty("quorum", "unknown");
    }

    /** The version-control commit, or null when the jar was built outside of a repository. */
    static @Nullable String commit() {
        String commit = BUILD.getProperty("commit", "");
        return commit.isEmpty() || commit.startsWith("$") ? null : commit;
    }

    static Map<String, String> components() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("quorum", quorum());
        versions.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
        versions.put("deeplearning4j", BUILD.getProperty("deeplearning4j", "unknown"));
        versions.put("java", System.getProperty("java.version"));
        versions.put("scala", scala.util.Properties.versionNumberString());
        return versions;
    }

    private static Properties read() {
        Properties properties = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
