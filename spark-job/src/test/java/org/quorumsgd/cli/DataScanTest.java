package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.config.Assignment;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.DataSettings;
import org.quorumsgd.data.HadoopFiles;
import org.quorumsgd.data.ImageDataSet;
import org.quorumsgd.data.ImageDataSets;
import org.quorumsgd.data.Normalisation;
import org.quorumsgd.data.SplitSettings;
import org.quorumsgd.engine.SparkDefaults;
import org.quorumsgd.random.RandomStreams;

final class DataScanTest {
    @TempDir
    private Path directory;

    @Test
    void fileThatVanishesWhereNoAgentReadsItIsAProblemOfTheInput() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(directory.resolve("data_batch_" + batch + ".bin"), new byte[10 * 3073]);
        }
        Files.write(directory.resolve("test_batch.bin"), new byte[10 * 3073]);
        ImageDataSet dataSet =
                ImageDataSets.open(DataSettings.cifar10(directory.toString()), HadoopFiles.ofClassPath());
        AgentImages firstTenImages = new AgentImages(
                dataSet, new SplitSettings(0, Assignment.PARTITION, 2, 10), List.of(4, 4), new RandomStreams(1));
        Files.delete(directory.resolve("data_batch_5.bin"));

        SparkConf conf = new SparkConf()
                .setMaster("local[2]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1");
        try (JavaSparkContext context = new JavaSparkContext(SparkDefaults.apply(conf))) {
            assertThatThrownBy(() -> DataScan.run(context, firstTenImages))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("Invalid data file: ")
                    .hasMessageContaining("data_batch_5.bin (expected an existing, readable file)");
        }
    }

    @Test
    void filesKeepTheOrderOfTheDataSet() {
        Map<String, String> sha256 = new LinkedHashMap<>();
        for (char name = 'a'; name <= 'z'; name++) {
            sha256.put(String.valueOf(name), "0");
        }
        DataScan scan = new DataScan(new Normalisation(new float[] {0}, new float[] {1}), sha256);
        assertThat(scan.sha256().keySet()).containsExactlyElementsOf(sha256.keySet());
    }
}
