package org.quorumsgd.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.quorumsgd.bench.Comparison;
import org.quorumsgd.run.BenchReport;

/** A benchmark's results for a reader. */
record BenchText(BenchReport report) {
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(String.join(", ", report.machine().values()));
        Set<Long> networks = report.contenders().stream()
                .filter(contender -> contender.comparison().equals("training"))
                .map(BenchReport.Measurements::parameters)
                .collect(Collectors.toCollection(TreeSet::new));
        if (networks.size() == 1) {
            lines.add(String.format(
                    Locale.ROOT,
                    "training: %,d trained parameters in every contender",
                    networks.iterator().next()));
        } else if (!networks.isEmpty()) {
            lines.add("Warning: the networks of training differ, with " + networks + " trained parameters");
        }
        TextTable table = new TextTable("what", "unit", "median", "min", "max", "target", "met");
        report.rows()
                .forEach(row -> table.add(
                        row.what(),
                        row.unit(),
                        Comparison.number(row.median()),
                        Comparison.number(row.minimum()),
                        Comparison.number(row.maximum()),
                        row.target() == null ? TextTable.NONE : row.side() + " " + Comparison.number(row.target()),
                        row.met() == null ? TextTable.NONE : row.met() ? "yes" : "no"));
        lines.addAll(table.lines());
        report.leftOut().forEach((what, why) -> lines.add("Left out: " + what + " (" + why + ")"));
        return lines;
    }
}
