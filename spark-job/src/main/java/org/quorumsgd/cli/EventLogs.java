package org.quorumsgd.cli;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;

/**
 * Where the event logs of runs lie that do not say so themselves: beside the run directories. To be closed after the Spark
 * context.
 */
final class EventLogs implements Closeable {
    private static final String ENABLED = "spark.eventLog.enabled";
    private static final String NAME = ".events";

    private final FileSystem files;
    private final Path output;
    private final boolean local;
    private final boolean outputIsNew;

    EventLogs(Configuration hadoop, String output) throws IOException {
        this.output = new Path(output);
        this.files = this.output.getFileSystem(hadoop);
        this.local = files.getUri().getScheme().equals("file");
        this.outputIsNew = local && !files.exists(this.output);
    }

    static Path besideRunsIn(String output) {
        return new Path(output, NAME);
    }

    /**
     * Switches the event log on where the user has not decided and the runs lie on a local file system; elsewhere logs belong
     * where the cluster's History Server looks.
     */
    SparkConf addTo(SparkConf conf) {
        if (conf.contains(ENABLED) || !local) {
            return conf;
        }
        if (!conf.contains("spark.eventLog.dir")) {
            Path directory = files.makeQualified(new Path(output, NAME));
            try {
                files.mkdirs(directory);
            } catch (IOException e) { // the run will say what is wrong with its output directory
                return conf;
            }
            conf.set("spark.eventLog.dir", directory.toString());
        }
        return conf.set(ENABLED, "true").setIfMissing("spark.eventLog.compress", "true");
    }

    /** Leaves nothing behind where no run has begun: refused input writes nothing. */
    @Override
    public void close() throws IOException {
        if (outputIsNew && files.exists(output) && onlyLogsInOutput()) {
            files.delete(output, true);
        }
    }

    private boolean onlyLogsInOutput() throws IOException {
        return files.listStatus(output, path -> !path.getName().equals(NAME)).length == 0;
    }
}
