package org.quorumsgd.engine;

/**
 * How the jobs of a run are called in Spark's UI.
 *
 * @param runId names the run's job group
 * @param runName what the user calls the run
 * @param rounds how many rounds are planned
 */
public record JobLabels(String runId, String runName, long rounds) {
    String job(String what) {
        return "quorum " + runName + " · " + what;
    }

    String round(int index) {
        return "round " + (index + 1) + "/" + rounds;
    }
}
