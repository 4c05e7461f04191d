package org.quorumsgd.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.data.ImageShape;

final class TorchGradientLoopTest {
    @ParameterizedTest
    @ValueSource(strings = {"float32", "bfloat16"})
    void aGradientThatIsWaitedForIsANumberOfAnyPrecision(String precision) {
        Configuration configuration = ConfigurationLoader.fromText(
                "",
                "loop",
                List.of(
                        "name=loop",
                        "model.preset=lenet",
                        "model.backend=torch",
                        "model.dropout=0.5",
                        "model.precision=" + precision));
        try (TorchGradientLoop loop = new TorchGradientLoop(configuration, new ImageShape(1, 8, 8), 10, 4)) {
            assertThat(loop.run(2)).isFinite();
        }
    }
}
