package org.quorumsgd.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.config.InvalidInputException;

class TableTest {

    @Test
    void theRoundsHeaderIsTheContracts() throws IOException {
        assertThat(csv(RoundsTable.SCHEMA))
                .startsWith("round,step,epoch,train_loss,validation_loss,validation_error,test_loss,test_error,spread,"
                        + "center_norm,center_quorum_distance,gradient_norm,learning_rate,coupling_gain,wall_seconds,"
                        + "overhead_seconds,images_per_second,slowest_agent_seconds,");
    }

    @Test
    void theAgentsHeaderIsTheContracts() throws IOException {
        assertThat(csv(AgentsTable.SCHEMA))
                .startsWith("round,agent,host,train_loss,validation_loss,distance_to_center,learning_rate,staleness,"
                        + "step_seconds,gradient_norm,");
    }

    @Test
    void whatWasNotMeasuredIsAnEmptyCell() throws IOException {
        Row row = RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, 10).set(RoundsTable.TRAIN_LOSS, 0.25);

        assertThat(csv(RoundsTable.SCHEMA, row)).containsPattern("\n10,,,0\\.25,+\n$");
    }

    @Test
    void nonFiniteNumbersStandByName() throws IOException {
        Row row = RoundsTable.SCHEMA
                .row()
                .set(RoundsTable.ROUND, 1)
                .set(RoundsTable.TRAIN_LOSS, Double.NaN)
                .set(RoundsTable.SPREAD, Double.POSITIVE_INFINITY)
                .set(RoundsTable.CENTER_NORM, Double.NEGATIVE_INFINITY);

        assertThat(csv(RoundsTable.SCHEMA, row)).contains("\n1,,,NaN,,,,,Infinity,-Infinity,");
        assertThat(roundTrip(row)).isEqualTo(row);
    }

    @Test
    void textIsQuotedOnlyWhereItMustBe() throws IOException {
        assertThat(csv(AgentsTable.SCHEMA, agent("node-1"))).containsPattern("\n1,0,node-1,+\n$");
        assertThat(csv(AgentsTable.SCHEMA, agent("a,\"b\"\nc"))).containsPattern("\n1,0,\"a,\"\"b\"\"\nc\",+\n$");
        assertThat(csv(AgentsTable.SCHEMA, agent(""))).containsPattern("\n1,0,\"\",+\n$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "node-1", ",", "\"", "\"\"", "a\nb", "a\r\nb", " padded ", "é\uD83D\uDE80"})
    void everyTextComesBack(String host) throws IOException {
        assertThat(roundTrip(agent(host))).isEqualTo(agent(host));
    }

    @Test
    void everyDoubleComesBackToTheBit() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            Row row = RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, i).set(RoundsTable.SPREAD, value);

            assertThat(roundTrip(row)).isEqualTo(row);
        }
    }

    @Test
    void theLocalePlaysNoPart() throws IOException {
        Row row = RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, 1_234_567).set(RoundsTable.SPREAD, 1234.5);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(String.format("%.1f", 1234.5))
                    .as("this locale writes other digits")
                    .isNotEqualTo("1234.5");
            assertThat(csv(RoundsTable.SCHEMA, row)).contains("\n1234567,,,,,,,,1234.5,");
            assertThat(roundTrip(row)).isEqualTo(row);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aColumnUsedAgainstItsTypeIsRefused() {
        assertThatThrownBy(() -> RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, 1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column rounds.round of type LONG used as a double");
        assertThatThrownBy(() -> RoundsTable.SCHEMA.row().set(AgentsTable.HOST, "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("table rounds has no column host");
    }

    @Test
    void cellsOfAnotherTableGoByTheNamesOfTheirColumns() {
        Column run = new Column("run", "", Column.Type.STRING, "name");
        TableSchema narrow = TableSchema.of("narrow", List.of(run, RoundsTable.ROUND, RoundsTable.SPREAD));
        Row round = RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, 3).set(RoundsTable.TRAIN_LOSS, 0.5);

        Row row = narrow.row().set(run, "a").setAll(round);

        assertThat(row).hasToString("narrow[a, 3, null]");
        Column text = new Column("round", "", Column.Type.STRING, "as text");
        TableSchema other = TableSchema.of("other", List.of(text));
        assertThatThrownBy(() -> other.row().setAll(round))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column other.round of type STRING used as a LONG");
    }

    @Test
    void columnsGoByNameSoThatOtherVersionsCanBeRead() throws IOException {
        List<Row> rows = read("later,spread,round\nx,0.5,3\n");

        assertThat(rows)
                .containsExactly(
                        RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, 3).set(RoundsTable.SPREAD, 0.5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"round,step\n1,2\n3", "round,step\n1,2\n3,", "round,step\n1,2\n3,4", "round,step\n1,2\n\"3"})
    void aLastLineCutOffInWritingIsLeftOut(String text) throws IOException {
        assertThat(read(text)).extracting(row -> row.whole(RoundsTable.ROUND)).containsExactly(1L);
    }

    @Test
    void carriageReturnsOfASpreadsheetAreAccepted() throws IOException {
        assertThat(read("round,step\r\n1,2\r\n")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | line 1: no column round (expected the header of table rounds)",
                "step;1; | line 1: no column round (expected the header of table rounds)",
                "round,round;1,1; | line 1: column round twice (expected each column once)",
                "round,step;1,2;1; | line 3: 1 cells (expected 2, as in the header)",
                "round,step;1,2,3; | line 2: 3 cells (expected 2, as in the header)",
                "round,step;,2; | line 2: no round (expected one in every row)",
                "round,step;1.5,2; | line 2: round 1.5 (expected a number)",
                "round,spread;1,0,5; | line 2: 3 cells (expected 2, as in the header)",
                "round,spread;1,x; | line 2: spread x (expected a number)",
                "round,spread;1,0\"5; | line 2: a quote inside a bare cell (expected cells with quotes to be quoted)",
                "round,spread;1,\"0\"5; | line 2: text after a closing quote (expected a comma or the end of the line)",
            })
    void whatIsNoTableIsRefusedWithItsLine(String text, String message) {
        assertThatThrownBy(() -> read(text.replace(';', '\n')))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Invalid rounds.csv " + message);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] latin1 = "round,host\n1,é\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(
                        () -> TableReader.readAll("rounds.csv", new ByteArrayInputStream(latin1), RoundsTable.SCHEMA))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("bytes that are no UTF-8 (expected UTF-8)");
    }

    private static Row agent(String host) {
        return AgentsTable.SCHEMA
                .row()
                .set(AgentsTable.ROUND, 1)
                .set(AgentsTable.AGENT, 0)
                .set(AgentsTable.HOST, host);
    }

    private static String csv(TableSchema schema, Row... rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TableWriter writer = new TableWriter(out, schema)) {
            for (Row row : rows) {
                writer.append(row);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Row roundTrip(Row row) throws IOException {
        byte[] bytes = csv(row.schema(), row).getBytes(StandardCharsets.UTF_8);
        return TableReader.readAll("t.csv", new ByteArrayInputStream(bytes), row.schema())
                .get(0);
    }

    private static List<Row> read(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return TableReader.readAll("rounds.csv", new ByteArrayInputStream(bytes), RoundsTable.SCHEMA);
    }
}
