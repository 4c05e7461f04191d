package org.quorumsgd.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.Row;

/** What the page's script reads, in the shape in which the tab's server sends it. Numbers are short; null is not measured or not finite. */
final class PageJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private PageJson() {}

    /** JSON that may stand inside a script element: nothing in it can end the element or begin a comment. */
    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A run without its rounds. */
    static Map<String, @Nullable Object> head(
            RunFacts facts, long plannedRounds, long logged, ToDoubleFunction<Column> latest, List<Column> measures) {
        Manifest manifest = facts.manifest();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", facts.id());
        json.put("name", manifest.name());
        json.put("algorithm", facts.algorithm());
        json.put("agents", manifest.agents());
        json.put("parameters", manifest.parameters());
        json.put("rounds", plannedRounds);
        json.put("status", facts.status());
        json.put("failure", Objects.requireNonNullElse(manifest.failure(), ""));
        json.put("startMillis", manifest.start().toEpochMilli());
        json.put("endMillis", manifest.end() == null ? 0 : manifest.end().toEpochMilli());
        json.put("logged", logged);
        Map<String, @Nullable Object> newest = new LinkedHashMap<>();
        for (Column measure : measures) {
            double value = latest.applyAsDouble(measure);
            if (!Double.isNaN(value)) {
                newest.put(measure.name(), number(measure, value));
            }
        }
        json.put("latest", newest);
        return json;
    }

    /** One array a measure; a measure that no row has is left out. */
    static Map<String, Object> columns(List<Row> rows, List<Column> measures) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (Column measure : measures) {
            if (rows.stream().anyMatch(row -> row.isMeasured(measure))) {
                List<@Nullable Object> values = new ArrayList<>();
                rows.forEach(row -> values.add(number(measure, row.number(measure))));
                json.put(measure.name(), values);
            }
        }
        return json;
    }

    static @Nullable Object number(Column column, double value) {
        if (column.type() == Column.Type.LONG && Double.isFinite(value)) {
            return (long) value;
        }
        return number(value);
    }

    /** Single precision. */
    static @Nullable Float number(double value) {
        return Double.isFinite(value) ? (Float) (float) value : null;
    }

    /** Three digits, enough for a colour or a band. */
    static @Nullable Float rough(double value) {
        return Double.isFinite(value) ? (Float) Float.parseFloat(String.format(Locale.ROOT, "%.3g", value)) : null;
    }
}
