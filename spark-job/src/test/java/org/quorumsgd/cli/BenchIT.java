package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.run.BenchReport;
import org.quorumsgd.run.BenchTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableReader;

/** {@code bench} with real contenders in processes of their own; what they measure is not judged here. */
final class BenchIT {
    @TempDir
    private Path directory;

    @Test
    void eachComparisonIsMeasuredAndWritten() throws IOException {
        try (JobProcess bench = bench("machine,small-round,start", "b")) {
            bench.endsWith(ExitCode.DONE);
            assertThat(bench.out())
                    .anyMatch(line -> line.matches("  round / empty job +ratio .* <= 1.50 +(yes|no)"))
                    // bin/quorum would have said where it is
                    .anyMatch(line -> line.startsWith("Left out: start comparison (no bin/quorum in "));
        }
        Path results = directory.resolve("b");
        String file = results.resolve("bench.json").toString();
        BenchReport report = BenchReport.fromJson(file, Files.readAllBytes(Path.of(file)));
        assertThat(report.rows()).hasSize(5).allSatisfy(row -> {
            assertThat(row.median()).isPositive().isFinite();
            assertThat(row.samples()).isEqualTo(1);
        });
        assertThat(report.contenders())
                .hasSize(4)
                .allSatisfy(contender -> assertThat(contender.values()).hasSize(1));
        assertThat(report.machine()).containsKeys("processor", "cores", "memory");
        List<Row> table =
                TableReader.readAll("bench.csv", Files.newInputStream(results.resolve("bench.csv")), BenchTable.SCHEMA);
        assertThat(table).isEqualTo(report.rows().stream().map(BenchTable::row).toList());
        assertThat(results.resolve("logs")).isNotEmptyDirectory();
    }

    @Test
    void anUnknownComparisonEndsWithCode2AndNothingWritten() {
        try (JobProcess bench = bench("machine,speed", "c")) {
            bench.endsWith(ExitCode.INVALID_INPUT);
            assertThat(bench.err())
                    .contains("Invalid --only: speed (expected one of " + String.join(", ", Comparisons.NAMES) + ")");
        }
        assertThat(directory.resolve("c")).doesNotExist();
    }

    private JobProcess bench(String only, String id) {
        return JobProcess.start(
                directory,
                JobProcess.sparkHome(directory).resolve("bin/spark-submit").toString(),
                "--class",
                Quorum.class.getName(),
                JobProcess.JAR.toString(),
                "bench",
                "--quick",
                "--repetitions",
                "1",
                "--only",
                only,
                "--out",
                directory.toString(),
                "--run-id",
                id);
    }
}
