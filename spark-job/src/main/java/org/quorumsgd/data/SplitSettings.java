package org.quorumsgd.data;

import java.io.Serializable;
import org.quorumsgd.config.Assignment;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;

/**
 * How rows are dealt to agents.
 *
 * @param validationFraction share of the training source held out for validation, in [0, 1)
 * @param trainLimit only the first so many rows of the training source are used at all; {@link #ALL_ROWS} for every row
 */
public record SplitSettings(double validationFraction, Assignment assignment, int agents, int trainLimit)
        implements Serializable {
    public static final int ALL_ROWS = Integer.MAX_VALUE;

    public static SplitSettings of(Configuration configuration) {
        return new SplitSettings(
                configuration.value(Keys.DATA_VALIDATION_FRACTION),
                configuration.value(Keys.DATA_ASSIGNMENT),
                configuration.value(Keys.AGENTS),
                configuration.value(Keys.DATA_TRAIN_LIMIT).orElse(ALL_ROWS));
    }
}
