package org.quorumsgd.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The problems of several runs, each behind its run's label; one that all runs share stands once and bare. */
public final class ProblemsByRun {
    private final Map<String, Set<String>> labelsByProblem = new LinkedHashMap<>();
    private final int runs;

    public ProblemsByRun(int runs) {
        this.runs = runs;
    }

    public void addAll(String label, InvalidInputException exception) {
        exception
                .problems()
                .forEach(problem -> labelsByProblem
                        .computeIfAbsent(problem, key -> new LinkedHashSet<>())
                        .add(label));
    }

    /** Adds them to the problems of the batch as a whole: those of all runs, then run by run. */
    public void addTo(Problems problems) {
        Map<String, Set<String>> problemsByLabel = new LinkedHashMap<>();
        labelsByProblem.forEach((problem, labels) -> {
            if (labels.size() == runs) {
                problems.add(problem);
            } else {
                labels.forEach(label -> problemsByLabel
                        .computeIfAbsent(label, key -> new LinkedHashSet<>())
                        .add(problem));
            }
        });
        problemsByLabel.forEach((label, its) -> its.forEach(problem -> problems.add(label + ": " + problem)));
    }
}
