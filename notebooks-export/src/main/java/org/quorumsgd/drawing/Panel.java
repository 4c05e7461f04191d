package org.quorumsgd.drawing;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One panel of a figure. Colours are those of Okabe and Ito, which the colour-blind tell apart. */
public final class Panel {
    public static final Color BLUE = new Color(0x0072B2);
    public static final Color SKY_BLUE = new Color(0x56B4E9);
    public static final Color GREEN = new Color(0x009E73);
    public static final Color VERMILION = new Color(0xD55E00);
    public static final Color INK = new Color(0x222222);

    private static final Color FAINT = new Color(0xE2E2E2);
    private static final int MAX_MARKED_POINTS = 40;
    private static final int BAND_ALPHA = 50;

    private static final double DECADE = 10;
    /** XChart labels every point of evenly spaced data, ends of the axis included; an odd end gives round labels. */
    private static final double UNEVEN = 1.0017;

    private static final int TITLE_BASELINE = 18;
    private static final int CHART_TOP = 22;

    private final String title;
    private final XYChart chart;
    private boolean legend = true;

    public Panel(String title, String xTitle, String yTitle) {
        this.title = title;
        chart = new XYChartBuilder().xAxisTitle(xTitle).yAxisTitle(yTitle).build();

        XYStyler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setChartFontColor(INK);
        styler.setChartTitleVisible(false);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(FAINT);
        styler.setPlotGridLinesStroke(new BasicStroke(0.8f));
        styler.setPlotContentSize(0.96);
        styler.setAxisTitleFont(font(Font.PLAIN, 13));
        styler.setAxisTickLabelsFont(font(Font.PLAIN, 12));
        styler.setAxisTickMarksColor(INK);
        styler.setLegendPosition(LegendPosition.InsideNE);
        styler.setLegendFont(font(Font.PLAIN, 12));
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendPadding(6);
        styler.setMarkerSize(5);
        styler.setLocale(Locale.ROOT);
    }

    /** Draws the y axis from {@code minimum} on. */
    public Panel from(double minimum) {
        chart.getStyler().setYAxisMin(minimum);
        return this;
    }

    /** Puts the legend beside the plot, where many names cover no curve. */
    public Panel legendBeside() {
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        return this;
    }

    /** Leaves the legend out, where panels of one figure share it. */
    public Panel withoutLegend() {
        legend = false;
        return this;
    }

    /** Draws the x axis from 0 to {@code maximum}, so that panels side by side agree. */
    public Panel until(double maximum) {
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(maximum * UNEVEN);
        return this;
    }

    /** Draws the y axis from 0 to {@code maximum}; what is higher is cut off. */
    public Panel upTo(double maximum) {
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(maximum * UNEVEN);
        return this;
    }

    /** Leaves the labels of the y axis out, where curves of different units share it. */
    public Panel withoutHeights() {
        chart.getStyler().setYAxisTicksVisible(false);
        return this;
    }

    /** Makes the y axis logarithmic: whole decades, or every tick labelled when the range is less than one. */
    public Panel logarithmic(List<Curve> curves) {
        double low = values(curves).min().orElse(1);
        double high = values(curves).max().orElse(1);
        XYStyler styler = chart.getStyler();
        styler.setYAxisLogarithmic(true);
        if (high >= DECADE * low) {
            styler.setYAxisMin(Math.pow(DECADE, Math.floor(Math.log10(low))));
            styler.setYAxisMax(Math.pow(DECADE, Math.ceil(Math.log10(high))));
        } else {
            styler.setYAxisLogarithmicDecadeOnly(false);
        }
        return this;
    }

    private static DoubleStream values(List<Curve> curves) {
        return curves.stream().flatMapToDouble(curve -> Arrays.stream(curve.y()));
    }

    /** Adds a curve with its legend; few points are marked. An empty curve is left out. */
    public Panel add(String name, Color color, Curve curve) {
        if (!curve.isEmpty()) {
            XYSeries series = chart.addSeries(name, curve.x(), curve.y());
            series.setLineColor(color);
            series.setLineStyle(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            series.setMarkerColor(color);
            series.setMarker(curve.size() <= MAX_MARKED_POINTS ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        }
        return this;
    }

    /** Adds a dashed curve that the legend does not name. */
    public Panel addDashed(String name, Color color, Curve curve) {
        if (!curve.isEmpty()) {
            XYSeries series = chart.addSeries(name, curve.x(), curve.y());
            series.setLineColor(color);
            series.setLineStyle(
                    new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {5, 4}, 0));
            series.setMarker(SeriesMarkers.NONE);
            series.setShowInLegend(false);
        }
        return this;
    }

    /** Fills what lies between two curves over the same x; to be added before the curves that are to be seen on it. */
    public Panel band(String name, Color color, Curve low, Curve high) {
        int size = low.size();
        double[] x = new double[2 * size];
        double[] y = new double[2 * size];
        for (int i = 0; i < size; i++) {
            x[i] = low.x()[i];
            y[i] = low.y()[i];
            x[2 * size - 1 - i] = high.x()[i];
            y[2 * size - 1 - i] = high.y()[i];
        }
        XYSeries series = chart.addSeries(name + " (range)", x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        series.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), BAND_ALPHA));
        series.setLineStyle(SeriesLines.NONE);
        series.setMarker(SeriesMarkers.NONE);
        series.setShowInLegend(false);
        return this;
    }

    public void paint(Graphics2D graphics, int x, int y, int width, int height) {
        graphics.translate(x, y);
        paintText(graphics, title, 15, width, TITLE_BASELINE);
        if (chart.getSeriesMap().isEmpty()) {
            paintText(graphics, "nothing measured", 13, width, height / 2);
        } else {
            chart.getStyler().setLegendVisible(legend && chart.getSeriesMap().size() > 1);
            graphics.translate(0, CHART_TOP);
            chart.paint(graphics, width, height - CHART_TOP);
            graphics.translate(0, -CHART_TOP);
        }
        graphics.translate(-x, -y);
    }

    private static void paintText(Graphics2D graphics, String text, int size, int width, int baseline) {
        graphics.setColor(INK);
        graphics.setFont(font(Font.PLAIN, size));
        graphics.drawString(text, (width - graphics.getFontMetrics().stringWidth(text)) / 2, baseline);
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
