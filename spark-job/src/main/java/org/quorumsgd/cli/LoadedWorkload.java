package org.quorumsgd.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.ensemble.RoundRecord;
import org.quorumsgd.vector.Vector;

/**
 * A workload whose data have been looked at.
 *
 * @param dataSha256 data file, or file of the model, to the SHA-256 of its bytes
 * @param modelFiles file name to what writes the reported model in a format that other programs read
 * @param comparison measures what theory predicts; none where no theory is exact
 */
record LoadedWorkload(
        Problem problem,
        Map<String, String> dataSha256,
        Map<String, ModelWriter> modelFiles,
        Optional<Comparison> comparison) {

    LoadedWorkload {
        dataSha256 = Collections.unmodifiableMap(new LinkedHashMap<>(dataSha256));
        modelFiles = Collections.unmodifiableMap(new LinkedHashMap<>(modelFiles));
    }

    /** Writes parameters and running statistics as a model file. */
    @FunctionalInterface
    interface ModelWriter {
        void write(OutputStream out, Vector parameters, Vector statistics) throws IOException;
    }

    /** Watches one run and then tells theory and measurement side by side. */
    interface Comparison {
        /** Takes in a round and the quorum variable after it. */
        void completed(RoundRecord round, Vector quorum);

        /** Several lines for a reader. */
        String text();
    }
}
