package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumsgd.config.ConfigurationLoaderTest.load;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final String SOME =
            "agents = 8, coupling { gain = 0.25, period = 10 }, output.dir = \"a \\\"b\\\" //c\"";

    @Test
    void theRenderedTextLoadsToTheSameValues() {
        Configuration configuration = load(SOME, "name=true", "data.path=null", "model.hidden=[]");

        assertThat(load(configuration.render())).isEqualTo(configuration);
    }

    @Test
    void theHashKnowsValuesOnlyAndNotTheirOrderOrSpelling() {
        String rearranged = """
                # a comment
                output { dir = "a \\"b\\" //c" }
                coupling.period = 1e1
                coupling.gain = 25e-2
                agents = "8"
                seed = 1 // the default
                """;

        assertThat(load(rearranged)).isEqualTo(load(SOME));
        assertThat(load(rearranged).sha256()).isEqualTo(load(SOME).sha256());
        assertThat(load("coupling.gain = -0.0").sha256())
                .isEqualTo(load("coupling.gain = 0").sha256());
    }

    @Test
    void theHashChangesWithTheLastBitOfAValue() {
        String next = Double.toString(Math.nextUp(0.05));

        assertThat(load("learning-rate.initial = " + next).sha256())
                .isNotEqualTo(Configuration.defaults().sha256());
        assertThat(load("learning-rate.initial = 0.05").sha256())
                .isEqualTo(Configuration.defaults().sha256())
                .matches("[0-9a-f]{64}");
    }

    @Test
    void theMapIsNestedBySectionWithPlainValues() {
        Map<String, ?> map = load("algorithm = easgd, rounds = 3").asMap();

        assertThat(map.keySet()).startsWith("name", "seed", "problem", "agents", "algorithm");
        assertThat(map.get("algorithm")).isEqualTo("easgd");
        assertThat(map.get("rounds")).isEqualTo(3);
        assertThat(map.get("coupling"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("gain", 1.0)
                .containsEntry("period", 1);
        assertThat(map.get("learning-rate"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("factor", null);
    }

    @Test
    void listsCannotBeChanged() {
        List<Integer> hidden = load("model.hidden = [1]").value(Keys.MODEL_HIDDEN);

        assertThatThrownBy(() -> hidden.add(2)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aKeyThatIsNotDeclaredHasNoValue() {
        Key<Boolean> foreign = new Key<>("foreign", ValueType.flag(), true, "", "", false);

        assertThatThrownBy(() -> Configuration.defaults().value(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not one of Keys.all(): foreign");
    }
}
