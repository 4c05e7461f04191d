package org.quorumsgd.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes {@code conf/reference.conf} and {@code docs/configuration.md} from {@link Keys}. */
public final class ReferencePrinter {
    static final String COMMAND = "mvn -q -pl common compile exec:java";
    static final Path REFERENCE = Path.of("conf", "reference.conf");
    static final Path DOCUMENT = Path.of("docs", "configuration.md");

    private static final String FREE = "May change on --resume.";

    private ReferencePrinter() {}

    /** Writes both files below the repository's root, the one argument. */
    public static void main(String... arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        write(root.resolve(REFERENCE), reference());
        write(root.resolve(DOCUMENT), document());
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** Every key with its default as HOCON, under its meaning, unit and bound. */
    static String reference() {
        return """
                # Every key with its default. A run's file needs only what differs from these.
                # Printed from Keys.java by: %s
                """.formatted(COMMAND)
                + HoconWriter.write(Configuration.defaults(), ReferencePrinter::comment)
                + ofBatches();
    }

    /** Commented out: a file with a batch section is not one run. */
    private static String ofBatches() {
        StringBuilder out = new StringBuilder(
                "\n# Of a file for quorum batch, beside batch.grid, runs, zip and random (docs/batches.md):\n");
        for (Key<?> key : EarlyStopSection.KEYS) {
            out.append("\n").append(comment(key).replace(" " + FREE, ""));
            out.append("# ")
                    .append(key.name())
                    .append(" = ")
                    .append(defaultOf(key))
                    .append("\n");
        }
        return out.toString();
    }

    private static <T> String defaultOf(Key<T> key) {
        return HoconWriter.value(key.json(key.defaultValue()));
    }

    private static String comment(Key<?> key) {
        String unit = key.unit().isEmpty() ? "" : " Unit: " + key.unit() + ".";
        String free = key.isFree() ? " " + FREE : "";
        return "# " + key.text() + unit + "\n# Allowed: " + key.expected() + "." + free + "\n";
    }

    /** One Markdown table per section. */
    static String document() {
        StringBuilder out = new StringBuilder("""
                # Configuration

                A run is described by a [HOCON](https://github.com/lightbend/config/blob/main/HOCON.md) file that sets what differs
                from the defaults below; `--set path=value` sets single keys on the command line and wins over the file.
                An unknown key or a value out of bounds ends the program before any work, with all problems at once.
                Quote paths in files: `//` begins a comment there. `null` means not given.
                A resumed run may change the keys marked so: they decide how long a run is, what is written and how it is kept safe, but
                no bit of any round. It is refused with every other key that differs.

                This page is printed from `Keys.java` by `%s`.
                """.formatted(COMMAND));
        String section = null;
        for (Key<?> key : keys()) {
            if (!key.section().equals(section)) {
                section = key.section();
                out.append("\n## ").append(section.isEmpty() ? "The run" : "`" + section + "`");
                out.append("\n\n| Key | Default | Unit | Allowed | Meaning |\n|---|---|---|---|---|\n");
            }
            out.append(String.format(
                    Locale.ROOT,
                    "| `%s` | `%s` | %s | %s | %s |%n",
                    key.name(),
                    defaultOf(key),
                    cell(key.unit()),
                    cell(key.expected()),
                    cell(Keys.all().contains(key) && key.isFree() ? key.text() + " " + FREE : key.text())));
        }
        return out.toString();
    }

    private static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(Keys.all());
        keys.addAll(EarlyStopSection.KEYS);
        return keys;
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
