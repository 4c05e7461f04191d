package org.quorumsgd.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BenchReportTest {
    private static final BenchReport.Row JUDGED =
            new BenchReport.Row("training", "job / loop", "ratio", 0.96, 0.91, 1.02, 5, ">=", 0.95, true);
    private static final BenchReport.Row SEEN =
            new BenchReport.Row("machine", "copy, 2 threads", "GB/s", 51, 48, 54, 3, null, null, null);

    @Test
    void whatIsWrittenIsReadBack() {
        BenchReport report = new BenchReport(
                Instant.parse("2026-01-02T03:04:05.678Z"),
                12.5,
                true,
                null,
                Map.of("cores", "2"),
                Map.of("java", "17"),
                List.of(JUDGED, SEEN),
                List.of(new BenchReport.Measurements(
                        "training", "libtorch", "2 threads", 314_058, "images/s", 16, List.of(600.0, 610.5))),
                Map.of("parameter averaging", "not built"));
        assertThat(BenchReport.fromJson("bench.json", report.toJson())).isEqualTo(report);
        assertThat(new String(report.toJson(), StandardCharsets.UTF_8)).contains("\"left_out\"", "\"met\" : true");
    }

    @Test
    void aRowWithoutATargetLeavesItsCellsEmpty() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TableWriter table = new TableWriter(bytes, BenchTable.SCHEMA)) {
            table.append(BenchTable.row(JUDGED));
            table.append(BenchTable.row(SEEN));
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("""
                comparison,what,unit,median,minimum,maximum,samples,side,target,met
                training,job / loop,ratio,0.96,0.91,1.02,5,>=,0.95,yes
                machine,"copy, 2 threads",GB/s,51.0,48.0,54.0,3,,,
                """);
    }
}
