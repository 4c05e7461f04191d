package org.quorumsgd.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quorumsgd.dl4j.Dl4jAcceleration;

final class RingsProgramTest {
    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable(); // as main does
    }

    @Test
    void theProgramSeparatesTheRings() {
        SparkConf conf = new SparkConf()
                .setMaster("local[2]")
                .setAppName("rings")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1");
        try (JavaSparkContext sc = new JavaSparkContext(conf)) {
            assertThat(RingsProgram.accuracy(sc)).isGreaterThan(0.97);
        }
    }

    @Test
    void theReadmeShowsWhatIsCompiledHere() throws IOException {
        String source = Files.readString(Path.of("src/test/java/org/quorumsgd/examples/RingsProgram.java"));
        String shown = source.substring(
                        source.indexOf("// README: begin\n") + 17, source.indexOf("        // README: end"))
                .stripTrailing()
                .stripIndent();
        assertThat(Files.readString(Path.of("../README.md"))).contains(shown);
    }
}
