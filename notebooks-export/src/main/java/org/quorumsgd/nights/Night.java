package org.quorumsgd.nights;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.quorumsgd.report.ConfigurationText;
import org.quorumsgd.report.Directory;
import org.quorumsgd.run.BatchTable;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.TableReader;

/**
 * What one night of a batch has brought.
 *
 * @param directory name of its directory
 * @param settings of each group's first run that can be read: keys, commit, versions and data, to tell what changed
 */
record Night(LocalDate date, String directory, List<NightRun> runs, Map<String, Map<String, String>> settings) {
    private static final String TABLE = "batch.csv";
    private static final String MANIFEST = "manifest.json";

    /** @throws org.quorumsgd.config.InvalidInputException when its table is broken */
    static Night read(LocalDate date, Directory directory) throws IOException {
        BatchTable table = new BatchTable(List.of());
        List<NightRun> runs =
                TableReader.readAll(directory + "/" + TABLE, directory.open(TABLE), table.schema()).stream()
                        .map(row -> NightRun.of(table, row))
                        .toList();
        return new Night(date, directory.name(), runs, settings(directory, runs));
    }

    static boolean isIn(Directory directory) throws IOException {
        return directory.has(TABLE);
    }

    private static Map<String, Map<String, String>> settings(Directory directory, List<NightRun> runs)
            throws IOException {
        Map<String, Directory> directories = new HashMap<>();
        for (Directory run : directory.subdirectories()) {
            directories.put(run.name(), run);
        }
        Map<String, Map<String, String>> settings = new LinkedHashMap<>();
        for (NightRun each : runs) {
            Directory run = directories.get(each.run());
            if (run != null && run.has(MANIFEST) && !settings.containsKey(each.group())) {
                try (InputStream in = run.open(MANIFEST)) {
                    settings.put(each.group(), settings(Manifest.fromJson(run + "/" + MANIFEST, in.readAllBytes())));
                }
            }
        }
        return settings;
    }

    private static Map<String, String> settings(Manifest manifest) {
        Map<String, String> settings = new TreeMap<>(ConfigurationText.flat(manifest.configuration()));
        settings.remove("seed");
        settings.put("commit", Objects.requireNonNullElse(manifest.commit(), "unknown"));
        manifest.versions().forEach((component, version) -> settings.put("version of " + component, version));
        manifest.dataSha256().forEach((file, sha256) -> settings.put("SHA-256 of " + file, sha256.substring(0, 12)));
        return settings;
    }

    Map<String, List<NightRun>> groups() {
        Map<String, List<NightRun>> groups = new LinkedHashMap<>();
        for (NightRun run : runs) {
            groups.computeIfAbsent(run.group(), group -> new ArrayList<>()).add(run);
        }
        return groups;
    }

    /** Of the runs of a group that are done. */
    double[] values(String group, NightMeasure measure) {
        return runs.stream()
                .filter(run -> run.isDone() && run.group().equals(group))
                .flatMap(run -> Stream.ofNullable(run.values().get(measure)))
                .mapToDouble(value -> value)
                .toArray();
    }
}
