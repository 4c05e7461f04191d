package org.quorumsgd.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.page.Alarm;
import org.quorumsgd.run.AgentsTable;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.LayersTable;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.RoundsTable;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.Summary;

/** The report of one run. */
record RunReport(RunDetails run) implements Report {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Override
    public String title() {
        return run.facts().manifest().name();
    }

    @Override
    public String html(Directory place) {
        return ReportPage.html(title(), "run", json());
    }

    @Override
    public List<Figure> figures() {
        return RunFigures.of(run);
    }

    private Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json =
                PageJson.head(run.facts(), plannedRounds(), run.logged(), run::latest, RunDetails.MEASURES);
        json.put("configuration", ConfigurationText.hocon(run.facts().manifest().configuration()));
        json.put("series", PageJson.columns(run.rounds(), RunDetails.MEASURES));
        json.put("table", PageJson.columns(run.last(), RunDetails.MEASURES));
        json.put("perAgent", perAgent());
        if (!run.staleness().isEmpty()) {
            json.put("staleness", run.staleness().json());
        }
        Summary summary = run.facts().summary();
        if (summary != null && summary.implicitMomentum() != null) {
            json.put("implicitMomentum", PageJson.number(summary.implicitMomentum()));
        }
        json.put("layers", run.layers().stream().map(RunReport::layer).toList());
        json.put("theory", TheoryRows.of(run));
        json.put("facts", facts());
        json.put("alarms", alarms(run.alarms()));
        json.put("spreadBound", run.spreadBound());
        return json;
    }

    private Map<String, Object> perAgent() {
        AgentsDigest agents = run.agents();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("round", agents.rounds());
        json.put("distance", each(AgentsTable.DISTANCE_TO_CENTER));
        json.put("loss", each(AgentsTable.TRAIN_LOSS));
        if (agents.differ(AgentsTable.LEARNING_RATE)) {
            json.put("learningRate", each(AgentsTable.LEARNING_RATE));
        }
        if (run.isOnClock()) {
            json.put("staleness", each(AgentsTable.STALENESS));
        }
        json.put("host", agents.hosts());
        json.put("slowestShare", nullable(agents.slowestShares()));
        return json;
    }

    private List<List<@Nullable Float>> each(Column measure) {
        List<List<@Nullable Float>> json = new ArrayList<>();
        for (int agent = 0; agent < run.agents().agents(); agent++) {
            json.add(nullable(run.agents().values(measure, agent)));
        }
        return json;
    }

    private static List<Map<String, Object>> alarms(List<Alarm> alarms) {
        List<Map<String, Object>> json = new ArrayList<>();
        for (Alarm alarm : alarms) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("kind", alarm.kind().title());
            each.put("from", alarm.from());
            if (!alarm.lasts()) {
                each.put("to", alarm.to());
            }
            each.put("text", alarm.text());
            json.add(each);
        }
        return json;
    }

    private static List<@Nullable Float> nullable(List<Double> values) {
        List<@Nullable Float> json = new ArrayList<>();
        values.forEach(value -> json.add(PageJson.rough(value)));
        return json;
    }

    private static Map<String, @Nullable Object> layer(Row row) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("block", row.text(LayersTable.BLOCK));
        json.put("parameters", row.cell(LayersTable.PARAMETERS));
        json.put("spread", PageJson.number(row.number(LayersTable.SPREAD)));
        return json;
    }

    /** From the configuration where the run has not come to its end; 0 where even that does not say it. */
    private long plannedRounds() {
        Summary summary = run.facts().summary();
        if (run.facts().manifest().status() == RunStatus.DONE && summary != null) {
            return summary.rounds();
        }
        Map<String, String> configuration = run.facts().configuration();
        double rounds = number(configuration.get("rounds"));
        double epochs = number(configuration.get("epochs"));
        double roundsAnEpoch = run.latest(RoundsTable.ROUND) / run.latest(RoundsTable.EPOCH);
        double planned = Double.isNaN(rounds) ? Math.ceil(epochs * roundsAnEpoch - 1e-6) : rounds;
        return Double.isFinite(planned) ? (long) planned : 0;
    }

    private static double number(@Nullable String text) {
        try {
            return Double.parseDouble(Objects.requireNonNullElse(text, ""));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Names and values, in the order in which a reader asks. */
    private List<List<String>> facts() {
        Manifest manifest = run.facts().manifest();
        Summary summary = run.facts().summary();
        List<List<String>> facts = new ArrayList<>();
        add(facts, "run id", run.facts().id());
        add(facts, "begun", TIME.format(manifest.start()));
        manifest.resumptions()
                .forEach(each ->
                        add(facts, "resumed", TIME.format(each.at()) + " after " + each.afterRound() + " rounds"));
        add(facts, "ended", manifest.end() == null ? null : TIME.format(manifest.end()));
        add(facts, "seed", Long.toString(manifest.seed()));
        add(facts, "master", Objects.toString(manifest.cluster().get("master"), null));
        add(facts, "Spark application", Objects.toString(manifest.cluster().get("application_id"), null));
        add(facts, "commits", run.order().inWords());
        if (summary != null) {
            add(facts, "staleness", staleness(summary));
            add(facts, "implicit momentum", implicitMomentum(summary));
        }
        List<String> hosts = run.agents().hosts().stream().distinct().toList();
        add(facts, hosts.size() == 1 ? "host" : "hosts", String.join(", ", hosts));
        add(
                facts,
                "versions",
                manifest.versions().entrySet().stream()
                        .map(version -> version.getKey() + " " + version.getValue())
                        .collect(Collectors.joining(", ")));
        add(facts, "commit", manifest.commit());
        manifest.dataSha256().forEach((file, sha) -> add(facts, "data", file + ", SHA-256 " + sha));
        add(facts, "SHA-256 of the configuration", manifest.configurationSha256());
        add(facts, "SHA-256 of the quorum vector", summary == null ? null : summary.quorumSha256());
        return facts;
    }

    private static @Nullable String staleness(Summary summary) {
        return summary.meanStaleness() == null
                ? null
                : String.format(
                        Locale.ROOT,
                        "S_avg %.4g, S_rms %.4g, S_max %d",
                        summary.meanStaleness(),
                        summary.rmsStaleness(),
                        summary.largestStaleness());
    }

    private static @Nullable String implicitMomentum(Summary summary) {
        return summary.implicitMomentum() == null
                ? null
                : String.format(
                        Locale.ROOT,
                        "%.3g, standard error %.2g",
                        summary.implicitMomentum(),
                        summary.implicitMomentumError());
    }

    private static void add(List<List<String>> facts, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            facts.add(List.of(name, value));
        }
    }
}
