package org.quorumsgd.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark was run on and what came out: {@code bench.json}.
 *
 * @param seconds wall time of all
 * @param quick whether the short form was run
 * @param leftOut comparisons that were asked for and could not be made, with the reason
 */
@JsonPropertyOrder({"start", "seconds", "quick", "commit", "machine", "versions", "rows", "contenders", "left_out"})
public record BenchReport(
        @JsonProperty(value = "start", required = true) Instant start,
        @JsonProperty(value = "seconds", required = true) double seconds,
        @JsonProperty(value = "quick", required = true) boolean quick,
        @JsonProperty("commit") @Nullable String commit,
        @JsonProperty("machine") Map<String, String> machine,
        @JsonProperty("versions") Map<String, String> versions,
        @JsonProperty("rows") List<Row> rows,
        @JsonProperty("contenders") List<Measurements> contenders,
        @JsonProperty("left_out") Map<String, String> leftOut) {

    public BenchReport {
        start = start.truncatedTo(ChronoUnit.MILLIS);
        machine = ordered(machine);
        versions = ordered(versions);
        rows = rows == null ? List.of() : List.copyOf(rows);
        contenders = contenders == null ? List.of() : List.copyOf(contenders);
        leftOut = ordered(leftOut);
    }

    /**
     * One line of the table.
     *
     * @param what is measured, or whose ratio
     * @param samples repetitions that median, minimum and maximum are of
     * @param side {@code >=} or {@code <=}, null without a target
     * @param met whether the median reaches the target
     */
    @JsonPropertyOrder({"comparison", "what", "unit", "median", "minimum", "maximum", "samples", "side", "target", "met"
    })
    public record Row(
            @JsonProperty(value = "comparison", required = true)
            String comparison,

            @JsonProperty(value = "what", required = true) String what,
            @JsonProperty(value = "unit", required = true) String unit,
            @JsonProperty(value = "median", required = true) double median,

            @JsonProperty(value = "minimum", required = true)
            double minimum,

            @JsonProperty(value = "maximum", required = true)
            double maximum,

            @JsonProperty(value = "samples", required = true)
            int samples,

            @JsonProperty("side") @Nullable String side,
            @JsonProperty("target") @Nullable Double target,
            @JsonProperty("met") @Nullable Boolean met) {}

    /**
     * Every value that a contender measured.
     *
     * @param parameters trained parameters of its network, 0 without one
     * @param amount rounds or steps of each value
     */
    @JsonPropertyOrder({"comparison", "name", "description", "parameters", "unit", "amount", "values"})
    public record Measurements(
            @JsonProperty(value = "comparison", required = true)
            String comparison,

            @JsonProperty(value = "name", required = true) String name,

            @JsonProperty(value = "description", required = true)
            String description,

            @JsonProperty(value = "parameters", required = true)
            long parameters,

            @JsonProperty(value = "unit", required = true) String unit,
            @JsonProperty(value = "amount", required = true) int amount,
            @JsonProperty("values") List<Double> values) {
        public Measurements {
            values = values == null ? List.of() : List.copyOf(values);
        }
    }

    public byte[] toJson() {
        return Json.pretty(this);
    }

    /** Reads what {@link #toJson} wrote; properties of later versions are passed over. */
    public static BenchReport fromJson(String file, byte[] json) {
        return Json.read(file, json, BenchReport.class);
    }

    private static Map<String, String> ordered(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
