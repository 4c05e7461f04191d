package org.quorumsgd.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableSchema;
import org.quorumsgd.run.TableWriter;

class ParquetTableTest {
    private final Configuration hadoop = new Configuration();

    @TempDir
    private Path temporary;

    @Test
    void theParquetTableEqualsTheCsvTable() throws IOException {
        List<Row> rounds = new ArrayList<>();
        for (long round = 1; round <= 1000; round++) {
            Row row = RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, round).set(RoundsTable.TRAIN_LOSS, 1.0 / round);
            rounds.add(round % 10 == 0 ? row.set(RoundsTable.TEST_ERROR, 0.1 / round) : row);
        }
        rounds.add(RoundsTable.SCHEMA
                .row()
                .set(RoundsTable.ROUND, 1001)
                .set(RoundsTable.TRAIN_LOSS, Double.NaN)
                .set(RoundsTable.SPREAD, Double.POSITIVE_INFINITY));

        assertThat(throughParquet(RoundsTable.SCHEMA, rounds)).isEqualTo(rounds);
    }

    @Test
    void textAndWholeNumbersComeBackToo() throws IOException {
        List<Row> agents = List.of(
                AgentsTable.SCHEMA
                        .row()
                        .set(AgentsTable.ROUND, 1)
                        .set(AgentsTable.AGENT, 0)
                        .set(AgentsTable.HOST, "a,\"é\"")
                        .set(AgentsTable.STALENESS, Long.MAX_VALUE),
                AgentsTable.SCHEMA.row().set(AgentsTable.ROUND, 1).set(AgentsTable.HOST, ""));

        assertThat(throughParquet(AgentsTable.SCHEMA, agents)).isEqualTo(agents);
    }

    @Test
    void aTableWithoutRowsGivesAFileWithoutRows() throws IOException {
        assertThat(throughParquet(AgentsTable.SCHEMA, List.of())).isEmpty();
    }

    private List<Row> throughParquet(TableSchema schema, List<Row> rows) throws IOException {
        RunDirectory directory = RunDirectory.create(hadoop, temporary.toString(), "x");
        try (TableWriter table = directory.beginTable(schema, List.of())) {
            for (Row row : rows) {
                table.append(row);
            }
        }
        directory.writeParquet(schema);
        try (Stream<Path> files = Files.list(temporary.resolve("x"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(schema.name() + ".csv", schema.name() + ".parquet");
        }
        return read(schema, new org.apache.hadoop.fs.Path(directory.path(), schema.name() + ".parquet"));
    }

    private static List<Row> read(TableSchema schema, org.apache.hadoop.fs.Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (ParquetReader<Group> reader =
                ParquetReader.builder(new GroupReadSupport(), file).build()) {
            for (Group group = reader.read(); group != null; group = reader.read()) {
                Row row = schema.row();
                for (Column column : schema.columns()) {
                    if (group.getFieldRepetitionCount(column.name()) > 0) {
                        switch (column.type()) {
                            case LONG -> row.set(column, group.getLong(column.name(), 0));
                            case DOUBLE -> row.set(column, group.getDouble(column.name(), 0));
                            case STRING -> row.set(column, group.getString(column.name(), 0));
                        }
                    }
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
