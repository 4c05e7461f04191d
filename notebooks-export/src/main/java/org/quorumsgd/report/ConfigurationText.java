package org.quorumsgd.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The configuration of a manifest as names with values, and as HOCON in the form in which runs print theirs. */
public final class ConfigurationText {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern PLAIN_WORD = Pattern.compile("(?!(true|false|null)$)[a-z][a-z0-9-]*");

    private ConfigurationText() {}

    /** In the order of the manifest; the sections' keys by their whole names. */
    public static Map<String, String> flat(Map<String, ?> configuration) {
        Map<String, String> flat = new LinkedHashMap<>();
        configuration.forEach((name, value) -> {
            if (value instanceof Map<?, ?> section) {
                section.forEach((inner, innerValue) -> flat.put(name + "." + inner, text(innerValue)));
            } else {
                flat.put(name, text(value));
            }
        });
        return flat;
    }

    /** One block a section. */
    static String hocon(Map<String, ?> configuration) {
        StringBuilder plain = new StringBuilder();
        StringBuilder sections = new StringBuilder();
        configuration.forEach((name, value) -> {
            if (value instanceof Map<?, ?> section) {
                sections.append("\n").append(name).append(" {\n");
                section.forEach((inner, innerValue) -> sections.append("  ")
                        .append(inner)
                        .append(" = ")
                        .append(text(innerValue))
                        .append("\n"));
                sections.append("}\n");
            } else {
                plain.append(name).append(" = ").append(text(value)).append("\n");
            }
        });
        return plain.append(sections).toString();
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String word && PLAIN_WORD.matcher(word).matches()) {
            return word;
        }
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
