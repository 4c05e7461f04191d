package org.quorumsgd.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.page.Alarm;
import org.quorumsgd.page.AlarmRules;
import org.quorumsgd.page.KeptRounds;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.Forecast;
import org.quorumsgd.run.LayersTable;
import org.quorumsgd.run.OrderTable;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.StalenessTable;

/**
 * A run with as many of its rounds as a page can show.
 *
 * @param logged how many rounds its table has
 * @param rounds those that are kept, in their order
 * @param last the newest, in their order
 * @param layers rows of the newest round in layers.csv
 * @param order of the commits, where it was recorded
 * @param staleness of the commits of agents in their own time
 * @param alarms in the order in which they began
 */
record RunDetails(
        RunFacts facts,
        @Nullable Forecast forecast,
        long logged,
        List<Row> rounds,
        List<Row> last,
        AgentsDigest agents,
        List<Row> layers,
        OrderDigest order,
        StalenessDigest staleness,
        List<Alarm> alarms) {
    /** At most twice as many points as a chart has pixels on a usual screen; the page stays below 600 KB. */
    static final int KEPT = 1_000;

    private static final int LAST = 30;

    /** The measures of a round: every column that holds numbers. */
    static final List<Column> MEASURES = RoundsTable.SCHEMA.columns().stream()
            .filter(column -> column.type() != Column.Type.STRING)
            .toList();

    private static final Map<String, Column> BY_NAME =
            MEASURES.stream().collect(Collectors.toMap(Column::name, Function.identity()));

    static RunDetails read(RunFiles files, RunFacts facts) {
        Forecast forecast = files.forecast();
        Double given = forecast == null ? null : forecast.spreadBound();
        double bound = given == null ? Double.NaN : given;
        AlarmRules rules = new AlarmRules();
        KeptRounds<TableRound> kept = new KeptRounds<>(MEASURES.size(), KEPT);
        Deque<Row> last = new ArrayDeque<>();
        long[] logged = {0};
        files.forEach(RoundsTable.SCHEMA, row -> {
            logged[0]++;
            TableRound round = new TableRound(row);
            kept.add(round);
            rules.completed(round, facts.manifest().agents(), bound);
            last.addLast(row);
            if (last.size() > LAST) {
                last.removeFirst();
            }
        });
        List<TableRound> rounds = kept.rows();
        // Where a mean is extreme says nothing of the agents.
        Set<Long> columns = KeptRounds.thin(rounds, 0, AgentsDigest.COLUMNS).stream()
                .map(TableRound::round)
                .collect(Collectors.toSet());
        AgentsDigest agents = new AgentsDigest(columns);
        files.forEach(AgentsTable.SCHEMA, agents::add);
        List<Row> layers = new ArrayList<>();
        files.forEach(LayersTable.SCHEMA, row -> {
            if (!layers.isEmpty() && layers.get(0).whole(LayersTable.ROUND) != row.whole(LayersTable.ROUND)) {
                layers.clear();
            }
            layers.add(row);
        });
        OrderDigest order = new OrderDigest();
        files.forEach(OrderTable.SCHEMA, order::add);
        StalenessDigest staleness = new StalenessDigest();
        files.forEach(StalenessTable.SCHEMA, staleness::add);
        return new RunDetails(
                facts,
                forecast,
                logged[0],
                rounds.stream().map(TableRound::row).toList(),
                List.copyOf(last),
                agents,
                List.copyOf(layers),
                order,
                staleness,
                rules.alarms());
    }

    /** Whether agents went in their own time. */
    boolean isOnClock() {
        return !Double.isNaN(latest(RoundsTable.MEAN_STALENESS));
    }

    /** Bound (22), null where there is none. */
    @Nullable
    Double spreadBound() {
        return forecast == null ? null : forecast.spreadBound();
    }

    /** The newest measured value, NaN where there is none. */
    double latest(Column measure) {
        for (int at = rounds.size() - 1; at >= 0; at--) {
            if (rounds.get(at).isMeasured(measure)) {
                return rounds.get(at).number(measure);
            }
        }
        return Double.NaN;
    }

    private static final class TableRound implements KeptRounds.Round, AlarmRules.Round {
        private final Row row;
        private final int measured;

        TableRound(Row row) {
            this.row = row;
            this.measured = (int) MEASURES.stream().filter(row::isMeasured).count();
        }

        Row row() {
            return row;
        }

        @Override
        public long round() {
            return row.whole(RoundsTable.ROUND);
        }

        @Override
        public double value(int measure) {
            return row.number(MEASURES.get(measure));
        }

        @Override
        public double value(String column) {
            Column measure = BY_NAME.get(column);
            return measure == null ? Double.NaN : row.number(measure);
        }

        @Override
        public int measured() {
            return measured;
        }
    }
}
