package org.quorumsgd.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumsgd.drawing.Curve;
import org.quorumsgd.drawing.Panel;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableReader;

class CurvesFigureTest {
    private static final List<Color> CURVES = List.of(Panel.SKY_BLUE, Panel.VERMILION, Panel.BLUE, Panel.GREEN);

    @TempDir
    private Path temporary;

    @Test
    void everyCurveIsInThePictureAndInTheDrawing() throws IOException {
        Path run = ExampleRun.write(temporary.resolve("run"));
        List<Row> rounds =
                TableReader.readAll("rounds.csv", Files.newInputStream(run.resolve("rounds.csv")), RoundsTable.SCHEMA);

        assertThat(colours(png(rounds)))
                .contains(CURVES.stream().map(Color::getRGB).toArray(Integer[]::new));
        assertThat(svg(rounds))
                .contains(CURVES.stream().map(CurvesFigureTest::svg).toArray(String[]::new));
    }

    /** Runs that have just begun, diverged, barely move, or have one agent (no spread) must still give a figure. */
    @ParameterizedTest
    @MethodSource
    void whatCannotBeDrawnIsLeftOut(List<Row> rounds, List<Color> drawn) throws IOException {
        List<Integer> colours = colours(png(rounds));

        assertThat(CURVES.stream()
                        .filter(color -> colours.contains(color.getRGB()))
                        .toList())
                .isEqualTo(drawn);
        assertThat(svg(rounds)).contains("</svg>");
    }

    static Stream<Arguments> whatCannotBeDrawnIsLeftOut() {
        Row first = RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, 1).set(RoundsTable.TRAIN_LOSS, 2.5);
        Row diverged = RoundsTable.SCHEMA
                .row()
                .set(RoundsTable.ROUND, 2)
                .set(RoundsTable.TRAIN_LOSS, Double.NaN)
                .set(RoundsTable.SPREAD, Double.POSITIVE_INFINITY);
        Row alone = RoundsTable.SCHEMA
                .row()
                .set(RoundsTable.ROUND, 2)
                .set(RoundsTable.TEST_ERROR, 0.0)
                .set(RoundsTable.SPREAD, 0.0);
        Row steady = RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, 1).set(RoundsTable.SPREAD, 1e-9);
        Row rising = RoundsTable.SCHEMA.row().set(RoundsTable.ROUND, 2).set(RoundsTable.SPREAD, 2e-9);
        return Stream.of(
                Arguments.of(List.of(steady), List.of(Panel.GREEN)),
                Arguments.of(List.of(steady, rising), List.of(Panel.GREEN)),
                Arguments.of(List.of(), List.of()),
                Arguments.of(List.of(first), List.of(Panel.SKY_BLUE)),
                Arguments.of(List.of(first, diverged), List.of(Panel.SKY_BLUE)),
                Arguments.of(List.of(first, alone), List.of(Panel.SKY_BLUE, Panel.BLUE)));
    }

    @Test
    void thinningKeepsTheMeanAndTheOrder() {
        double[] ramp = IntStream.range(0, 1000).asDoubleStream().toArray();

        Curve thinned = new Curve(ramp, ramp).thinned(40);

        assertThat(thinned.size()).isEqualTo(40);
        assertThat(thinned.x()).isSorted().startsWith(12.0);
        assertThat(IntStream.range(0, 40).mapToDouble(i -> thinned.y()[i]).average())
                .hasValue(499.5);
        assertThat(new Curve(ramp, ramp).thinned(1000).y()).isEqualTo(ramp);
    }

    private static BufferedImage png(List<Row> rounds) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CurvesFigure("a run", rounds).writePng(out);
        return ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    }

    private static String svg(List<Row> rounds) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CurvesFigure("a run", rounds).writeSvg(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String svg(Color color) {
        return "rgb(" + color.getRed() + "," + color.getGreen() + "," + color.getBlue() + ")";
    }

    private static List<Integer> colours(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return IntStream.of(pixels).distinct().boxed().toList();
    }
}
