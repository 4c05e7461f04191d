package org.quorumsgd.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.RoundsTable;

/**
 * The report of several runs: those that differ in their seed only are one group, and groups come in the order of their results.
 *
 * @param title what the runs have in common
 * @param groups the best first
 * @param rankedBy the measure that says what is best: the lower, the better
 */
record ComparisonReport(String title, List<SeedGroup> groups, Column rankedBy) implements Report {

    static ComparisonReport of(String title, List<RunCurves> runs) {
        List<SeedGroup> groups = SeedGroup.of(runs);
        Column rankedBy = RunCurves.COMPARED.stream()
                .filter(measure ->
                        groups.stream().anyMatch(group -> group.results(measure).size() > 0))
                .findFirst()
                .orElse(RoundsTable.TRAIN_LOSS);
        // NaN comes last in this order.
        List<SeedGroup> ranked = groups.stream()
                .sorted(Comparator.comparingDouble(
                        group -> group.results(rankedBy).mean()))
                .toList();
        return new ComparisonReport(title, ranked, rankedBy);
    }

    @Override
    public String html(Directory place) throws IOException {
        return ReportPage.html(title, "groups", json(place));
    }

    @Override
    public List<Figure> figures() {
        return ComparisonFigures.of(groups);
    }

    private Map<String, @Nullable Object> json(Directory place) throws IOException {
        List<RunCurves> runs =
                groups.stream().flatMap(group -> group.runs().stream()).toList();
        List<Map<String, String>> settings =
                runs.stream().map(run -> settings(run.facts())).toList();
        List<String> keys = GroupNames.differing(settings);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("title", title);
        json.put("rankedBy", rankedBy.name());
        json.put("groups", groups.stream().map(ComparisonReport::group).toList());
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (RunCurves run : runs) {
            rows.add(run(run, keys, place));
        }
        json.put("runs", rows);
        json.put("common", common(settings.get(0), keys));
        return json;
    }

    private static Map<String, String> settings(RunFacts facts) {
        Map<String, String> settings = new LinkedHashMap<>(facts.configuration());
        facts.settings().forEach(settings::putIfAbsent);
        return settings;
    }

    /** What all runs share, in the form of a configuration. */
    private static String common(Map<String, String> settings, List<String> differing) {
        return settings.entrySet().stream()
                .filter(entry -> !differing.contains(entry.getKey()))
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, @Nullable Object> run(RunCurves run, List<String> keys, Directory place)
            throws IOException {
        Map<String, @Nullable Object> json = PageJson.head(run.facts(), 0, 0, run::latest, RunCurves.COMPARED);
        Map<String, String> settings = settings(run.facts());
        json.put(
                "configuration",
                keys.stream()
                        .filter(settings::containsKey)
                        .map(key -> key + " = " + settings.get(key))
                        .collect(Collectors.joining("\n")));
        Directory directory = run.facts().directory();
        String below = place.path() + "/";
        if (directory.path().startsWith(below) && directory.has(Report.FILE)) {
            json.put("page", directory.path().substring(below.length()) + "/" + Report.FILE);
        }
        return json;
    }

    private static Map<String, @Nullable Object> group(SeedGroup group) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", group.name());
        json.put(
                "states",
                group.runs().stream()
                        .collect(Collectors.groupingBy(
                                run -> run.facts().status(), LinkedHashMap::new, Collectors.counting())));
        json.put("runs", group.runs().stream().map(run -> run.facts().id()).toList());
        Map<String, @Nullable Object> results = new LinkedHashMap<>();
        Map<String, @Nullable Object> curves = new LinkedHashMap<>();
        for (Column measure : RunCurves.COMPARED) {
            Sample sample = group.results(measure);
            if (sample.size() > 0) {
                results.put(measure.name(), result(sample));
            }
            NavigableMap<Long, Sample> curve = group.curve(measure);
            if (!curve.isEmpty()) {
                curves.put(measure.name(), curve(curve));
            }
        }
        json.put("results", results);
        json.put("curves", curves);
        json.put("epochs", PageJson.number(perRound(group, RoundsTable.EPOCH)));
        json.put("serviceTimes", PageJson.number(perRound(group, RoundsTable.VIRTUAL_TIME)));
        json.put("seconds", PageJson.number(perRound(group, RoundsTable.WALL_SECONDS)));
        return json;
    }

    /** Both measures grow evenly with the rounds, time nearly so. */
    private static double perRound(SeedGroup group, Column measure) {
        return new Sample(group.runs().stream()
                        .map(run -> run.curve(measure).points())
                        .filter(points -> !points.isEmpty())
                        .map(points -> points.lastEntry().getValue() / points.lastKey())
                        .toList())
                .mean();
    }

    private static Map<String, @Nullable Object> result(Sample sample) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("n", sample.size());
        json.put("mean", PageJson.number(sample.mean()));
        json.put("deviation", PageJson.number(sample.standardDeviation()));
        json.put("lowest", PageJson.number(sample.lowest()));
        json.put("highest", PageJson.number(sample.highest()));
        json.put("values", sample.values().stream().map(PageJson::number).toList());
        return json;
    }

    private static Map<String, Object> curve(NavigableMap<Long, Sample> curve) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("round", List.copyOf(curve.keySet()));
        List<@Nullable Float> mean = new ArrayList<>();
        List<@Nullable Float> low = new ArrayList<>();
        List<@Nullable Float> high = new ArrayList<>();
        for (Sample sample : curve.values()) {
            mean.add(PageJson.number(sample.mean()));
            low.add(PageJson.rough(sample.lowest()));
            high.add(PageJson.rough(sample.highest()));
        }
        json.put("mean", mean);
        if (Objects.requireNonNull(curve.firstEntry()).getValue().size() > 1) {
            json.put("low", low);
            json.put("high", high);
        }
        return json;
    }
}
