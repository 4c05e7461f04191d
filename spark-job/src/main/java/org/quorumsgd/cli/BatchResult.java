package org.quorumsgd.cli;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.Batch;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.Manifest;
import org.quorumsgd.run.RunStatus;
import org.quorumsgd.run.Summary;

/**
 * How a run of a batch stands.
 *
 * @param status null for a run that has not begun
 * @param summary null where there is none (yet)
 * @param failure what ended it before its time, or null
 */
record BatchResult(
        Batch.Run run,
        @Nullable RunStatus status,
        @Nullable Summary summary,
        @Nullable String failure) {

    static BatchResult pending(Batch.Run run) {
        return new BatchResult(run, null, null, null);
    }

    static BatchResult failed(Batch.Run run, String failure) {
        return new BatchResult(run, RunStatus.FAILED, null, failure);
    }

    /** What the run's directory says. */
    static BatchResult read(Batch.Run run, RunDirectory directory) throws IOException {
        Manifest manifest = directory.manifest();
        return new BatchResult(run, manifest.status(), directory.summary().orElse(null), manifest.failure());
    }

    boolean is(RunStatus wanted) {
        return status == wanted;
    }

    String statusText() {
        return status == null ? "pending" : status.name().toLowerCase(Locale.ROOT);
    }
}
