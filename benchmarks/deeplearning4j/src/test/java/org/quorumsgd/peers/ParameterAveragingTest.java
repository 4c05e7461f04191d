package org.quorumsgd.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.dl4j.BoffiCnn;
import org.quorumsgd.dl4j.NetworkSettings;
import org.quorumsgd.dl4j.Networks;

final class ParameterAveragingTest {
    @TempDir
    private Path directory;

    @Test
    void itIsTheNetworkOfThePresetAndItRuns() throws IOException {
        Path network = Files.writeString(
                directory.resolve("network.json"),
                Networks.boffiCnn(new NetworkSettings(new ImageShape(3, 32, 32), 10, 0.5, 0), BoffiCnn.LIKELY)
                        .toJson());
        Map<String, String> spark = Map.of("spark.master", "local[2]", "spark.ui.enabled", "false");
        spark.forEach(System::setProperty);
        try (Contender averaging = new ParameterAveraging("accelerated", network, 2, 8)) {
            assertThat(averaging.parameters()).isEqualTo(314_058);
            assertThat(averaging.run(1)).isPositive().isFinite();
        } finally {
            spark.keySet().forEach(System::clearProperty);
        }
    }
}
