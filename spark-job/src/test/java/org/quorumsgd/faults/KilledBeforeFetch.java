package org.quorumsgd.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.apache.commons.io.FileUtils;

/**
 * {@code kill -9} of an executor that has put a result into its block manager, where the driver is about to fetch it. Results must be larger
 * than {@code spark.task.maxDirectResultSize}.
 */
record KilledBeforeFetch() implements Fault {
    @Override
    public String label() {
        return "executor killed before its result is fetched";
    }

    @Override
    public long strike(FaultyRun run, SplittableRandom random) {
        Path held = run.heldResults();
        try {
            Files.createDirectory(held);
            try {
                run.job()
                        .await(
                                "a result on its way",
                                () -> HeldResults.task(held).isPresent());
                String task = HeldResults.task(held).orElseThrow();
                run.job()
                        .await(
                                "the executor's log of it",
                                () -> run.executorThatEnded(task).isPresent());
                ProcessHandle executor = run.executorThatEnded(task).orElseThrow();
                executor.destroyForcibly();
                executor.onExit().join();
                return System.nanoTime();
            } finally {
                // At once: a thread that waits may still be about to leave its file.
                Path released = Files.move(held, held.resolveSibling("released-" + System.nanoTime()));
                FileUtils.deleteDirectory(released.toFile());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
