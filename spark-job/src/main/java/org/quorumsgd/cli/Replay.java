package org.quorumsgd.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.quorumsgd.asynchronous.RecordedOrder;
import org.quorumsgd.config.ClockName;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;
import org.quorumsgd.config.Secrets;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.OrderTable;
import org.quorumsgd.run.Row;

/**
 * An earlier run on a real clock whose order of commits is repeated.
 *
 * @param run its directory, fully qualified, as a manifest shows it
 */
record Replay(String run, Manifest manifest, RecordedOrder order) {
    static final String OPTION = "--replay";

    /** Adds a problem for each reason why this configuration cannot repeat that run; then there is nothing. */
    static Optional<Replay> read(
            org.apache.hadoop.conf.Configuration hadoop, String run, Configuration configuration, Problems problems)
            throws IOException {
        ClockName clock = configuration.value(Keys.CLOCK);
        if (clock != ClockName.REAL) {
            problems.invalid(OPTION, run, "none with clock = " + clock.label() + ", which needs no record");
            return Optional.empty();
        }
        try {
            RunDirectory directory = open(hadoop, run);
            Manifest manifest = directory.manifest();
            List<Integer> agents = agents(run, manifest.agents(), directory.rows(OrderTable.SCHEMA));
            ResumePoint.check(manifest, configuration, "as in the run to replay", problems);
            String path = Secrets.masked(directory.path().toString());
            return Optional.of(new Replay(path, manifest, new RecordedOrder(agents)));
        } catch (InvalidInputException e) {
            problems.addAll(e);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            problems.invalid(OPTION, run, "the directory of a run: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static RunDirectory open(org.apache.hadoop.conf.Configuration hadoop, String run) throws IOException {
        Path path = new Path(run);
        boolean bare = path.getParent() == null || path.getParent().toString().isEmpty();
        return RunDirectory.open(hadoop, bare ? "." : path.getParent().toString(), path.getName());
    }

    private static List<Integer> agents(String run, int count, List<Row> rows) {
        if (rows.isEmpty()) {
            throw InvalidInputException.of("Invalid " + OPTION + ": " + run
                    + " (expected a run with clock = real, which has recorded its order in order.csv)");
        }
        List<Integer> agents = new ArrayList<>(rows.size());
        for (Row row : rows) {
            long agent = row.isMeasured(OrderTable.AGENT) ? row.whole(OrderTable.AGENT) : -1;
            if (row.whole(OrderTable.COMMIT) != agents.size() + 1 || agent < 0 || agent >= count) {
                throw InvalidInputException.of("Invalid order.csv of " + run + ": commit "
                        + row.whole(OrderTable.COMMIT) + " of agent " + agent + " (expected commit "
                        + (agents.size() + 1) + " of an agent below " + count + ")");
            }
            agents.add((int) agent);
        }
        return agents;
    }

    /** Adds a problem where the run to replay has done fewer rounds. */
    void checkLength(long plannedRounds, Problems problems) {
        long recorded = order.agents().size() / manifest.agents();
        if (plannedRounds > recorded) {
            problems.invalid(
                    "number of rounds", plannedRounds, "at most " + recorded + ", as many as " + run + " has recorded");
        }
    }

    /** @throws InvalidInputException when a data file is not what it was in the run to replay */
    void checkData(Map<String, String> dataSha256) {
        ResumePoint.checkData(manifest, dataSha256, "as in the run to replay");
    }
}
