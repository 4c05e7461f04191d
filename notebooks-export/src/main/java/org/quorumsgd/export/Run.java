package org.quorumsgd.export;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.Summary;

/**
 * A run as read from its directory.
 *
 * @param id the directory's name
 * @param summary null while the run goes on, or when it died without one
 * @param rounds rows of {@link org.quorumsgd.run.RoundsTable}, as far as they are written
 * @param agents rows of {@link org.quorumsgd.run.AgentsTable}, as far as they are written
 */
public record Run(String id, Manifest manifest, @Nullable Summary summary, List<Row> rounds, List<Row> agents) {

    public Run {
        rounds = List.copyOf(rounds);
        agents = List.copyOf(agents);
    }
}
