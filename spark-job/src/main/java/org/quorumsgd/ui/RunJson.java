package org.quorumsgd.ui;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.Function;
import org.quorumsgd.page.Alarm;
import org.quorumsgd.page.KeptRounds;

/**
 * What the pages read. Numbers of rounds have six digits, and are null where they are not measured or not finite; series are
 * columns of equal length, and a measure that no round has is left out.
 */
final class RunJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Columns of the strip that shows every agent: more than a phone has pixels for. */
    private static final int STRIP_CAPACITY = 100;

    private static final int TABLE_ROUNDS = 25;

    private static final MathContext THREE_DIGITS = new MathContext(3);
    private static final MathContext SIX_DIGITS = new MathContext(6);

    private RunJson() {}

    static void writeRuns(Writer out, List<RunRow> runs) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("runs");
            for (RunRow run : runs) {
                json.writeStartObject();
                writeRun(json, run);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** @param rows the kept rounds of the part that is looked at */
    static void writeRun(Writer out, RunRow run, List<RoundRow> rows, int points) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            writeRun(json, run);
            json.writeStringField("configuration", run.configuration());
            json.writeFieldName("series");
            writeSeries(json, KeptRounds.thin(rows, Measure.ALL.size(), points));
            json.writeFieldName("table");
            writeSeries(json, rows.subList(Math.max(0, rows.size() - TABLE_ROUNDS), rows.size()));
            writeAgents(json, run, rows);
            json.writeEndObject();
        }
    }

    private static void writeRun(JsonGenerator json, RunRow run) throws IOException {
        json.writeStringField("id", run.runId());
        json.writeStringField("name", run.name());
        json.writeStringField("algorithm", run.algorithm());
        json.writeNumberField("agents", run.agents());
        json.writeNumberField("parameters", run.parameters());
        json.writeNumberField("rounds", run.rounds());
        json.writeStringField("status", run.status());
        json.writeStringField("failure", run.failure());
        json.writeNumberField("startMillis", run.startMillis());
        json.writeNumberField("endMillis", run.endMillis());
        json.writeNumberField("logged", run.logged());
        if (run.spreadBound() > 0) {
            json.writeNumberField("spreadBound", run.spreadBound());
        }
        writeAlarms(json, run.alarms());
        json.writeObjectFieldStart("latest");
        for (Measure measure : Measure.ALL) {
            double value = run.latest(measure);
            if (!Double.isNaN(value)) {
                json.writeFieldName(measure.column());
                writeNumber(json, measure, value);
            }
        }
        json.writeEndObject();
    }

    private static void writeAlarms(JsonGenerator json, List<Alarm> alarms) throws IOException {
        json.writeArrayFieldStart("alarms");
        for (Alarm alarm : alarms) {
            json.writeStartObject();
            json.writeStringField("kind", alarm.kind().title());
            json.writeNumberField("from", alarm.from());
            if (!alarm.lasts()) {
                json.writeNumberField("to", alarm.to());
            }
            json.writeStringField("text", alarm.text());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeSeries(JsonGenerator json, List<RoundRow> rows) throws IOException {
        json.writeStartObject();
        for (Measure measure : Measure.ALL) {
            if (rows.stream().anyMatch(row -> !Double.isNaN(row.value(measure)))) {
                json.writeArrayFieldStart(measure.column());
                for (RoundRow row : rows) {
                    writeNumber(json, measure, row.value(measure));
                }
                json.writeEndArray();
            }
        }
        json.writeArrayFieldStart("job");
        for (RoundRow row : rows) {
            json.writeNumber(row.job());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("slowest_agent");
        for (RoundRow row : rows) {
            json.writeNumber(row.slowestAgent());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /**
     * Per agent its distance to the centre, its loss, its learning rate where they are not the same for all, and the staleness of its last
     * commit where it goes in its own time; where it is; and in what share of the rounds it was the slowest.
     */
    private static void writeAgents(JsonGenerator json, RunRow run, List<RoundRow> rows) throws IOException {
        // Where a mean is extreme says nothing of the agents.
        List<RoundRow> strip = KeptRounds.thin(rows, 0, STRIP_CAPACITY);
        int agents = rows.stream().mapToInt(row -> row.distances().length).max().orElse(0);
        json.writeObjectFieldStart("perAgent");
        json.writeArrayFieldStart("round");
        for (RoundRow row : strip) {
            json.writeNumber(row.round());
        }
        json.writeEndArray();
        writeEach(json, "distance", agents, strip, RoundRow::distances);
        writeEach(json, "loss", agents, strip, RoundRow::losses);
        if (strip.stream().anyMatch(row -> differ(row.learningRates()))) {
            writeEach(json, "learningRate", agents, strip, RoundRow::learningRates);
        }
        if (strip.stream().anyMatch(row -> row.stalenesses().length > 0)) {
            writeEach(json, "staleness", agents, strip, RoundRow::stalenesses);
        }
        json.writeArrayFieldStart("host");
        for (String host : run.hosts()) {
            json.writeString(host);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("slowestShare");
        int[] slowest = new int[agents];
        rows.stream()
                .mapToInt(RoundRow::slowestAgent)
                .filter(agent -> agent >= 0)
                .forEach(agent -> slowest[agent]++);
        for (int count : slowest) {
            json.writeNumber((float) count / rows.size());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeEach(
            JsonGenerator json, String name, int agents, List<RoundRow> strip, Function<RoundRow, float[]> values)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (int agent = 0; agent < agents; agent++) {
            json.writeStartArray();
            for (RoundRow row : strip) {
                float[] each = values.apply(row);
                writeShort(json, agent < each.length ? each[agent] : Float.NaN);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private static boolean differ(float[] values) {
        for (float value : values) {
            if (value != values[0]) {
                return true;
            }
        }
        return false;
    }

    private static void writeShort(JsonGenerator json, float value) throws IOException {
        if (Float.isFinite(value)) {
            json.writeRawValue(shortened(value, THREE_DIGITS));
        } else {
            json.writeNull();
        }
    }

    private static void writeNumber(JsonGenerator json, Measure measure, double value) throws IOException {
        if (!Double.isFinite(value)) {
            json.writeNull();
        } else if (measure == Measure.ROUND || measure == Measure.STEP) {
            json.writeNumber((long) value);
        } else {
            json.writeRawValue(shortened(value, SIX_DIGITS));
        }
    }

    private static String shortened(double value, MathContext digits) {
        return new BigDecimal(value, digits).stripTrailingZeros().toString();
    }
}
