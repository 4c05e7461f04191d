package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.Problems;

class MemoryPreflightTest {
    private static final double MIB = 1 << 20;
    private static final double GIB = 1024 * MIB;

    @Test
    void aDriverTooSmallForItsVectorsIsNamedWithItsSettingAndWhatItNeeds() {
        SparkConf yarn = new SparkConf(false)
                .set("spark.master", "yarn")
                .set("spark.executor.instances", "4")
                .set("spark.executor.memory", "8g")
                .set("spark.executor.memoryOverhead", "4g");
        MemoryPreflight preflight = preflight(yarn, 2 * GIB, new AgentMemory(GIB, GIB));
        assertThat(problems(preflight))
                .containsExactly("Invalid spark.driver.memory: 2048.0 MiB"
                        + " (expected at least 4300.0 MiB, the driver's vectors of 4 agents)");
    }

    @Test
    void anExecutorIsCheckedForHeapAndOverhead() {
        SparkConf yarn = new SparkConf(false).set("spark.master", "yarn").set("spark.executor.instances", "2");
        MemoryPreflight preflight = preflight(yarn, 16 * GIB, new AgentMemory(GIB, GIB));
        assertThat(problems(preflight))
                .containsExactly(
                        "Invalid spark.executor.memory: 1024.0 MiB (expected at least 2348.0 MiB, the heap of 2 agents)",
                        "Invalid spark.executor.memoryOverhead: 384.0 MiB"
                                + " (expected at least 2298.0 MiB, the off-heap memory of 2 agents)");
    }

    @Test
    void checkTellsWhereNativeMemoryStopsInAContainer() {
        SparkConf yarn = new SparkConf(false).set("spark.master", "yarn").set("spark.executor.memory", "4g");
        assertThat(preflight(yarn, GIB, new AgentMemory(MIB, MIB)).rows())
                .containsEntry("JavaCPP", "stops at 4505.6 MiB resident, the container's size");
        SparkConf local = new SparkConf(false).set("spark.master", "local[4]");
        assertThat(preflight(local, GIB, new AgentMemory(MIB, MIB)).rows()).doesNotContainKey("JavaCPP");
    }

    /** 8 GiB less Spark's 300 MiB hold 7 heaps of 1 GiB; 3 GiB less the libraries' 250 MiB 5 networks of 512 MiB. */
    @Test
    void checkTellsHowManyAgentsFit() {
        SparkConf yarn = new SparkConf(false)
                .set("spark.master", "yarn")
                .set("spark.executor.memory", "8g")
                .set("spark.executor.memoryOverhead", "3g");
        assertThat(preflight(yarn, GIB, new AgentMemory(GIB, GIB / 2)).rows())
                .containsEntry("agents that fit", "about 5 an executor (heap 7, off-heap 5)");
        assertThat(preflight(yarn, GIB, new AgentMemory(GIB, 0)).rows())
                .containsEntry("agents that fit", "about 7 an executor");
        // in local mode the driver's 4,000 MiB of vectors come first
        SparkConf local = new SparkConf(false).set("spark.master", "local[4]");
        assertThat(preflight(local, 8 * GIB, new AgentMemory(GIB, GIB)).rows())
                .containsEntry("agents that fit", "about 3 (heap 3, off-heap 7)");
        assertThat(preflight(local, GIB, new AgentMemory(GIB, GIB)).rows())
                .containsEntry("agents that fit", "about 0 (heap 0, off-heap 0)");
    }

    @Test
    void inLocalModeAgentsAndDriverShareOneHeap() {
        SparkConf local = new SparkConf(false).set("spark.master", "local[4]");
        assertThat(problems(preflight(local, 7 * GIB, new AgentMemory(GIB, 0))))
                .containsExactly("Invalid spark.driver.memory: 7168.0 MiB"
                        + " (expected at least 8396.0 MiB, the heap of 4 agents)");
        assertThat(problems(preflight(local, 9 * GIB, new AgentMemory(GIB, 0)))).isEmpty();
    }

    @Test
    void whatFitsWithoutRoomForSparkAndLibrariesIsAWarning() {
        SparkConf standalone =
                new SparkConf(false).set("spark.master", "spark://host:7077").set("spark.executor.memory", "1200m");
        MemoryPreflight tight = preflight(standalone, 16 * GIB, new AgentMemory(GIB, GIB));
        assertThat(problems(tight)).isEmpty();
        assertThat(tight.warnings())
                .containsExactly(
                        "spark.executor.memory = 1200.0 MiB may be too small: the heap of 1 agent want about 1324.0 MiB",
                        "spark.executor.memory = 1200.0 MiB may be too small:"
                                + " the off-heap memory of 1 agent want about 1274.0 MiB");
        assertThat(preflight(standalone.set("spark.executor.memory", "2g"), 16 * GIB, new AgentMemory(GIB, GIB))
                        .warnings())
                .isEmpty();
    }

    @Test
    void aModelLargerThanThisProcessIsRefusedWithCode2BeforeAnyWork(@TempDir Path directory) throws IOException {
        Path conf = Files.writeString(
                directory.resolve("run.conf"),
                "problem = quadratic, agents = 2, rounds = 3, optimiser.name = sgd, theory.lanczos-steps = 0,"
                        + " quadratic.dimension = 500000000, output.dir = \"" + directory.resolve("out") + "\"");
        for (String command : List.of("train", "check")) {
            InProcess run = InProcess.run(command, conf.toString());
            assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.INVALID_INPUT.code);
            assertThat(run.err()).singleElement().asString().startsWith("Invalid spark.driver.memory: ");
            assertThat(directory.resolve("out")).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "downpour, sgd, 26",
        "downpour, nesterov, 38",
        "qsgd, sgd, 30",
        "easgd, nesterov, 42",
        "gem, sgd, 42",
    })
    void onAClockTheDriverHoldsTheAgentsWorksToo(String algorithm, String optimiser, long vectors) {
        Configuration configuration = ConfigurationLoader.fromText(
                "problem = quadratic, agents = 4, clock = virtual",
                "text",
                List.of("algorithm=" + algorithm, "optimiser.name=" + optimiser));
        Experiment experiment = new Experiment(configuration, NoiseWorkload.of(configuration));
        SparkConf yarn = new SparkConf(false).set("spark.master", "yarn");
        assertThat(MemoryPreflight.of(experiment, yarn, GIB).driverVectors()).isEqualTo(vectors);
    }

    /** 4 agents, 8 vectors of 500 MiB on the driver. */
    private static MemoryPreflight preflight(SparkConf conf, double driverHeap, AgentMemory agent) {
        return new MemoryPreflight(4, 500 * MIB, 8, agent, GrantedMemory.of(conf, driverHeap, 4));
    }

    private static List<String> problems(MemoryPreflight preflight) {
        Problems problems = new Problems();
        preflight.check(problems);
        return problems.lines();
    }
}
