package org.quorumsgd.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes a configuration as HOCON, one block per section, in the order of the keys. */
final class HoconWriter {
    private static final Pattern PLAIN_WORD = Pattern.compile("(?!(true|false|null)$)[a-z][a-z0-9-]*");

    private HoconWriter() {}

    /** {@code comment} gives the lines above a key, each with its own {@code #} and line end, or an empty string. */
    static String write(Configuration configuration, Function<Key<?>, String> comment) {
        StringBuilder out = new StringBuilder();
        String open = "";
        for (Key<?> key : Keys.all()) {
            String section = key.section();
            String above = comment.apply(key);
            if (!section.equals(open)) {
                out.append(open.isEmpty() ? "\n" : "}\n\n").append(section).append(" {\n");
                open = section;
            } else if (!above.isEmpty()) {
                out.append('\n');
            }
            String indent = section.isEmpty() ? "" : "  ";
            out.append(above.indent(indent.length()))
                    .append(indent)
                    .append(key.nameInSection())
                    .append(" = ")
                    .append(value(configuration.json(key)))
                    .append('\n');
        }
        return out.append("}\n").toString();
    }

    /** One value as HOCON on one line. */
    static String value(@Nullable Object json) {
        if (json instanceof String text && PLAIN_WORD.matcher(text).matches()) {
            return text;
        }
        return ConfigValueFactory.fromAnyRef(json).render(ConfigRenderOptions.concise());
    }
}
