package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestNameTest {
    @ParameterizedTest
    @CsvSource({
        "'', abc, 3",
        "abc, abc, 0",
        "ABC, abc, 0",
        "kitten, sitting, 3",
        "seed, sede, 1",
        "ca, abc, 3",
        "agents, agent, 1"
    })
    void distanceCountsEditsAndSwaps(String a, String b, int distance) {
        assertThat(NearestName.editDistance(a, b)).isEqualTo(distance);
        assertThat(NearestName.editDistance(b, a)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({
        "couplng.gain, coupling.gain",
        "batchSize, batch-size",
        "learning_rate.initial, learning-rate.initial",
        "optimizer.momentum, optimiser.momentum",
        "momentum, optimiser.momentum",
        "training.dropout, model.dropout",
        "learning-rate, learning-rate.initial",
        "nmae, name"
    })
    void findsTheKeyThatWasMeant(String written, String meant) {
        assertThat(NearestName.to(written, Keys.all().stream().map(Key::name).toList()))
                .contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lr", "x.y.z", "zookeeper"})
    void suggestsNothingWhenNothingIsNear(String written) {
        assertThat(NearestName.to(written, Keys.all().stream().map(Key::name).toList()))
                .isEmpty();
    }
}
