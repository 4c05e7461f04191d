package org.quorumsgd.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Summary;

/** A run with the few measures that comparisons draw, thinned. */
record RunCurves(RunFacts facts, Map<Column, ThinCurve> curves) {
    /** What is compared, and how a comparison can be ordered: the first of the errors and losses that is measured. */
    static final List<Column> COMPARED = List.of(
            RoundsTable.TEST_ERROR,
            RoundsTable.VALIDATION_ERROR,
            RoundsTable.TEST_LOSS,
            RoundsTable.VALIDATION_LOSS,
            RoundsTable.TRAIN_LOSS,
            RoundsTable.SPREAD,
            RoundsTable.IMAGES_PER_SECOND,
            RoundsTable.MEAN_STALENESS,
            RoundsTable.VIRTUAL_TIME);

    private static final List<Column> READ = Stream.concat(
                    COMPARED.stream(), Stream.of(RoundsTable.EPOCH, RoundsTable.WALL_SECONDS))
            .toList();

    static RunCurves read(RunFiles files, RunFacts facts) {
        Map<Column, ThinCurve> curves = new LinkedHashMap<>();
        READ.forEach(measure -> curves.put(measure, new ThinCurve()));
        files.forEach(
                RoundsTable.SCHEMA,
                row -> curves.forEach(
                        (measure, curve) -> curve.add(row.whole(RoundsTable.ROUND), row.number(measure))));
        return new RunCurves(facts, curves);
    }

    ThinCurve curve(Column measure) {
        return curves.getOrDefault(measure, new ThinCurve());
    }

    /** The newest measured value, of the staleness the mean of the whole run where that is known; NaN where there is none. */
    double latest(Column measure) {
        Summary summary = facts.summary();
        if (measure == RoundsTable.MEAN_STALENESS && summary != null && summary.meanStaleness() != null) {
            return summary.meanStaleness();
        }
        return curve(measure).last();
    }
}
