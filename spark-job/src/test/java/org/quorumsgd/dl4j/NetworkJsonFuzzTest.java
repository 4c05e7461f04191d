package org.quorumsgd.dl4j;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.fuzz.Fuzzing;

/** A damaged model file is read or refused, and never asks for memory that its claims would need. */
class NetworkJsonFuzzTest {
    private static final ImageShape DIGITS = new ImageShape(1, 8, 8);
    private static final NetworkSettings SETTINGS = new NetworkSettings(DIGITS, 10, 0.5, 1e-4);

    @BeforeAll
    static void enable() {
        Dl4jAcceleration.enable();
    }

    @Test
    void modelFilesAreReadOrRefused() throws Exception {
        new Fuzzing(
                        "model JSON",
                        256 << 20,
                        List.of(
                                bytes(Networks.mlp(SETTINGS, List.of(4))),
                                bytes(Networks.boffiCnn(SETTINGS, BoffiCnn.LIKELY))))
                .withstoodBy(
                        input -> Networks.fromJson(new String(input, StandardCharsets.UTF_8), "net.json", DIGITS, 10));
    }

    private static byte[] bytes(MultiLayerConfiguration network) {
        return network.toJson().getBytes(StandardCharsets.UTF_8);
    }
}
