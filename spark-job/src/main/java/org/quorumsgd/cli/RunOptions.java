package org.quorumsgd.cli;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.Problems;
import org.quorumsgd.run.RunIds;
import picocli.CommandLine.Option;

/** Where a command writes, and whether it goes on with what is there. */
final class RunOptions {
    @Option(names = "--out", paramLabel = "DIR", description = "Directory that the run directory is made in.")
    private @Nullable String out;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = "Name of the run directory; default: the run's name and the time.")
    private @Nullable String runId;

    @Option(
            names = "--resume",
            description =
                    "Goes on with what is in the directory of this --run-id, from the newest checkpoint, to the same bits"
                            + " as undisturbed; begins it where there is none yet.")
    private boolean resume;

    String id(Configuration configuration, Instant start) {
        return runId != null ? runId : RunIds.of(configuration.value(Keys.NAME), start);
    }

    String output(Configuration configuration) {
        return out != null ? out : configuration.value(Keys.OUTPUT_DIR);
    }

    boolean resume() {
        return resume;
    }

    void check(Problems problems) {
        if (resume && runId == null) {
            problems.invalid("--run-id", "none", "the run to resume");
        }
    }
}
