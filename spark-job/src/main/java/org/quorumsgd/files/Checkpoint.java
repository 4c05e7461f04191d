package org.quorumsgd.files;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quorumsgd.ensemble.TrainingState;
import org.quorumsgd.run.TableSchema;

/**
 * An intact checkpoint.
 *
 * @param directory of the agents' {@link AgentStateFiles}
 * @param steps local steps that each agent has done; where agents go in their own time the mean over them
 * @param state what the driver needs to go on
 * @param rows files with the rows of all tables so far, each with its SHA-256
 */
public record Checkpoint(String directory, long steps, TrainingState state, SortedMap<String, String> rows) {
    public Checkpoint {
        rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    }

    /** The files of one table, oldest rows first. */
    Map<String, String> rowsOf(TableSchema schema) {
        // '.' is the character after '-'.
        return rows.subMap(schema.name() + "-", schema.name() + ".");
    }
}
