package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A notebook that Debian's Jupyter has run in the folder where it lies; every cell ran, none failed or warned. */
record ExecutedNotebook(List<JsonNode> outputs) {
    private static final Pattern ROW = Pattern.compile("<tr[^>]*>(.*?)</tr>", Pattern.DOTALL);
    private static final Pattern CELL = Pattern.compile("<t[hd][^>]*>(.*?)</t[hd]>", Pattern.DOTALL);
    private static final String CHECK = "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4))";

    static ExecutedNotebook of(Path notebook) throws IOException, InterruptedException {
        run(notebook, "/usr/bin/python3", "-c", CHECK, notebook.toString());
        run(
                notebook,
                "/usr/bin/jupyter-nbconvert",
                "--to=notebook",
                "--execute",
                "--output=executed",
                notebook.toString());
        JsonNode executed = new JsonMapper()
                .readTree(notebook.resolveSibling("executed.ipynb").toFile());
        List<JsonNode> outputs = new ArrayList<>();
        for (JsonNode cell : executed.get("cells")) {
            if (cell.get("cell_type").textValue().equals("code")) {
                assertThat(cell.get("execution_count").isInt()).isTrue();
                cell.get("outputs").forEach(outputs::add);
            }
        }
        assertThat(outputs)
                .noneMatch(output -> output.get("output_type").textValue().equals("error"));
        assertThat(texts(outputs, "stderr")).noneMatch(text -> text.contains("Warning"));
        return new ExecutedNotebook(outputs);
    }

    private static void run(Path notebook, String... command) throws IOException, InterruptedException {
        Path home = Files.createDirectories(notebook.resolveSibling("home"));
        Path log = home.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // Nothing of the user's, and nothing that an interpreter of the user's would bring along.
        builder.environment().keySet().removeIf(name -> name.startsWith("PYTHON") || name.startsWith("JUPYTER"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PATH", "/usr/bin:/bin");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES))
                    .as("ended: %s", process)
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The lines that cells printed. */
    List<String> printed() {
        return texts(outputs, "stdout").stream().flatMap(String::lines).toList();
    }

    private static List<String> texts(List<JsonNode> outputs, String stream) {
        return outputs.stream()
                .filter(output -> output.path("name").asText().equals(stream))
                .map(output -> joined(output.get("text")))
                .toList();
    }

    /** The figures as PNG. */
    List<byte[]> figures() {
        return data("image/png").stream()
                .map(text -> Base64.getMimeDecoder().decode(text))
                .toList();
    }

    /** Rows of a table that a cell shows: cells by the names of their columns, those of the index by its position. */
    List<Map<String, String>> table(int position) {
        String html = data("text/html").get(position);
        List<List<String>> rows = ROW.matcher(html)
                .results()
                .map(row -> CELL.matcher(row.group(1))
                        .results()
                        .map((MatchResult cell) -> cell.group(1))
                        .toList())
                .toList();
        List<String> header = rows.get(0);
        List<Map<String, String>> table = new ArrayList<>();
        String outermost = "";
        for (List<String> row : rows.subList(1, rows.size())) {
            List<String> cells = new ArrayList<>(row);
            if (cells.size() < header.size()) { // an index that spans several rows stands in the first
                cells.add(0, outermost);
            }
            outermost = cells.get(0);
            Map<String, String> named = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                named.put(header.get(i).isEmpty() ? "index " + i : header.get(i), cells.get(i));
            }
            table.add(named);
        }
        // Where the index has a name, that stands in a row of its own.
        return "run".equals(table.get(0).get("index 0")) ? table.subList(1, table.size()) : table;
    }

    private List<String> data(String type) {
        return outputs.stream()
                .filter(output -> output.path("data").has(type))
                .map(output -> joined(output.get("data").get(type)))
                .toList();
    }

    /** Text of a notebook is one string or a list of lines. */
    private static String joined(JsonNode text) {
        if (text.isTextual()) {
            return text.textValue();
        }
        StringBuilder lines = new StringBuilder();
        text.forEach(line -> lines.append(line.textValue()));
        return lines.toString();
    }
}
