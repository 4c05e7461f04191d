package org.quorumsgd.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** Notebooks as JSON, without results: nbformat 4.5 for Jupyter, and the format that Zeppelin imports. */
final class NotebookJson {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final DefaultIndenter INDENTER = new DefaultIndenter(" ", "\n");
    private static final ObjectWriter PRETTY = MAPPER.writer(
            new DefaultPrettyPrinter().withObjectIndenter(INDENTER).withArrayIndenter(INDENTER));

    private NotebookJson() {}

    /** A notebook for Jupyter. */
    static byte[] jupyter(List<Cell> cells) {
        ObjectNode notebook = MAPPER.createObjectNode();
        ArrayNode array = notebook.putArray("cells");
        for (Cell cell : cells) {
            ObjectNode json = array.addObject();
            json.put("cell_type", cell.kind() == Cell.Kind.CODE ? "code" : "markdown");
            json.put("id", "cell-" + array.size());
            json.putObject("metadata");
            if (cell.kind() == Cell.Kind.CODE) {
                json.putNull("execution_count");
                json.putArray("outputs");
            }
            ArrayNode source = json.putArray("source");
            Iterator<String> lines = cell.text().lines().iterator();
            while (lines.hasNext()) {
                String line = lines.next();
                source.add(lines.hasNext() ? line + "\n" : line);
            }
        }
        ObjectNode metadata = notebook.putObject("metadata");
        metadata.putObject("kernelspec")
                .put("display_name", "Python 3")
                .put("language", "python")
                .put("name", "python3");
        metadata.putObject("language_info").put("name", "python");
        notebook.put("nbformat", 4).put("nbformat_minor", 5);
        return bytes(notebook);
    }

    /** A note for Zeppelin, whose paragraphs name their interpreters. */
    static byte[] zeppelin(List<Cell> cells) {
        ObjectNode note = MAPPER.createObjectNode();
        ArrayNode paragraphs = note.putArray("paragraphs");
        for (Cell cell : cells) {
            boolean code = cell.kind() == Cell.Kind.CODE;
            ObjectNode json = paragraphs.addObject();
            json.put("text", (code ? "%python.ipython\n\n" : "%md\n\n") + cell.text());
            json.putObject("config")
                    .put("colWidth", 12.0)
                    .put("enabled", true)
                    .put("editorHide", !code)
                    .put("editorMode", code ? "ace/mode/python" : "ace/mode/markdown");
            ObjectNode settings = json.putObject("settings");
            settings.putObject("params");
            settings.putObject("forms");
            String id = "paragraph_" + paragraphs.size();
            json.put("jobName", id).put("id", id).put("status", "READY");
        }
        note.put("name", "Runs of Quorum").put("id", "2QUORUM01");
        note.putObject("config");
        note.putObject("info");
        return bytes(note);
    }

    /** The text as a literal of JSON, which is one of Python with the same meaning. */
    static String literal(String text) {
        try {
            return MAPPER.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a literal says. */
    static String text(String literal) {
        try {
            return MAPPER.readValue(literal, String.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return (PRETTY.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
