package org.quorumsgd.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A cell of a notebook. The cells of both notebooks come from one Markdown file, {@code notebook.md}: a fenced block of Python is a
 * cell of code, what stands between two of them is a cell of text.
 *
 * @param text its lines, without a line feed at the end
 */
record Cell(Kind kind, String text) {
    private static final String TEMPLATE = "notebook.md";
    private static final String CODE_BEGINS = "```python";
    private static final String CODE_ENDS = "```";
    private static final int MOST_NAMES = 20;
    private static final Pattern UNPRINTABLE = Pattern.compile("\\R|\\p{Cntrl}");

    enum Kind {
        MARKDOWN,
        CODE
    }

    static List<Cell> template() throws IOException {
        try (InputStream in = Objects.requireNonNull(Cell.class.getResourceAsStream(TEMPLATE))) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static List<Cell> parse(String markdown) {
        List<Cell> cells = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : markdown.lines().toList()) {
            if (line.equals(CODE_BEGINS) || line.equals(CODE_ENDS)) {
                add(cells, line.equals(CODE_BEGINS) ? Kind.MARKDOWN : Kind.CODE, lines);
                lines.clear();
            } else {
                lines.add(line);
            }
        }
        add(cells, Kind.MARKDOWN, lines);
        return List.copyOf(cells);
    }

    private static void add(List<Cell> cells, Kind kind, List<String> lines) {
        String text = String.join("\n", lines).strip();
        if (!text.isEmpty()) {
            cells.add(new Cell(kind, text));
        }
    }

    /** With the runs' names as a block of Markdown in which no character has a meaning, and the folder as a literal of Python. */
    Cell filled(List<String> runs, String folder) {
        return new Cell(
                kind, text.replace("{{runs}}", block(runs)).replace("{{folder}}", NotebookJson.literal(folder)));
    }

    private static String block(List<String> names) {
        List<String> lines = new ArrayList<>(names.subList(0, Math.min(MOST_NAMES, names.size())));
        if (names.size() > MOST_NAMES) {
            lines.add("and " + (names.size() - MOST_NAMES) + " more");
        }
        return lines.stream()
                .map(name -> "    " + UNPRINTABLE.matcher(name).replaceAll(" "))
                .collect(Collectors.joining("\n"));
    }
}
