package org.quorumsgd.dl4j.spark;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A master's folder for minibatches and checkpoints, on a file system that all executors see. It goes when it is told to, and
 * at the latest when the application ends.
 */
final class ScratchDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(ScratchDirectory.class);

    private final @Nullable String parent;
    private @Nullable String application;
    private @Nullable Path path;
    private @Nullable FileSystem fileSystem;

    ScratchDirectory(@Nullable String parent) {
        this.parent = parent;
    }

    /** The folder, whose deletion is arranged for from now on. */
    Path path(JavaSparkContext context) {
        String current = context.sc().applicationId();
        Path known = path;
        if (known != null && current.equals(application)) {
            return known;
        }
        if (!isSeenByExecutors(context)) {
            throw InvalidInputException.of(
                    "Invalid exportDirectory: none (expected a folder that all executors see, as the"
                            + " default file system is this machine's own; or rddTrainingApproach Direct)");
        }
        String folder = parent != null ? parent : context.hadoopConfiguration().get("hadoop.tmp.dir") + "/quorum";
        try {
            Path wanted = new Path(folder, UUID.randomUUID().toString());
            FileSystem files = wanted.getFileSystem(context.hadoopConfiguration());
            Path made = files.makeQualified(wanted);
            context.sc().addSparkListener(new SparkListener() {
                @Override
                public void onApplicationEnd(SparkListenerApplicationEnd end) {
                    delete(files, made);
                }
            });
            application = current;
            path = made;
            fileSystem = files;
            return made;
        } catch (IOException e) {
            throw InvalidInputException.of(
                    "Invalid exportDirectory: " + folder + " (expected a folder to write to; " + e.getMessage() + ")");
        }
    }

    /** A lost executor's agents come back from a checkpoint; where none can be lost alone, or the user has a folder, none is needed. */
    void offerForCheckpoints(JavaSparkContext context) {
        if (!context.isLocal() && !context.getCheckpointDir().isPresent() && isSeenByExecutors(context)) {
            context.setCheckpointDir(new Path(path(context), "checkpoints").toString());
        }
    }

    private boolean isSeenByExecutors(JavaSparkContext context) {
        return parent != null
                || context.isLocal()
                || !FileSystem.getDefaultUri(context.hadoopConfiguration())
                        .getScheme()
                        .equals("file");
    }

    /** Whether nothing is left. */
    boolean delete() {
        return path == null || fileSystem == null || delete(fileSystem, path);
    }

    private static boolean delete(FileSystem files, Path path) {
        try {
            files.delete(path, true);
            return true;
        } catch (IOException e) {
            LOG.warn("Could not delete {}, which is no longer needed: {}", path, e.getMessage());
            return false;
        }
    }
}
