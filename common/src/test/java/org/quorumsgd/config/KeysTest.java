package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigValueFactory;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeysTest {
    static List<Key<?>> keys() {
        return Keys.all();
    }

    @Test
    void everyConstantIsListedOnce() {
        long constants = Arrays.stream(Keys.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == Key.class)
                .count();

        assertThat(Keys.all()).hasSize((int) constants);
        assertThat(Keys.all()).extracting(Key::name).doesNotHaveDuplicates();
    }

    @Test
    void keysOfASectionStandTogetherAndNoKeyIsASection() {
        List<String> sections = Keys.all().stream().map(Key::section).toList();
        long changes = 1;
        for (int i = 1; i < sections.size(); i++) {
            changes += sections.get(i).equals(sections.get(i - 1)) ? 0 : 1;
        }

        assertThat(sections)
                .doesNotContainAnyElementsOf(Keys.all().stream().map(Key::name).toList());
        assertThat(sections.get(0)).isEmpty();
        assertThat(changes).isEqualTo(sections.stream().distinct().count());
    }

    @ParameterizedTest
    @MethodSource("keys")
    <T> void theDefaultKeepsTheBound(Key<T> key) {
        assertThat(key.read(ConfigValueFactory.fromAnyRef(key.json(key.defaultValue()))))
                .isEqualTo(Optional.of(key.defaultValue()));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void namesAreKebabCaseAndTextsOneSentenceLine(Key<?> key) {
        assertThat(key.name()).matches("[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)?");
        assertThat(key.text()).matches("[A-Z].*\\.");
    }
}
