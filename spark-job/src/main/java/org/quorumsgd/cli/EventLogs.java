package org.quorumsgd.cli;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;

/** Where the event logs of runs lie that do not say so themselves: beside the run directories. */
final class EventLogs {
    private static final String ENABLED = "spark.eventLog.enabled";

    private EventLogs() {}

    static Path besideRunsIn(String output) {
        return new Path(output, ".events");
    }

    /**
     * Switches the event log on where the user has not decided and the runs lie on a local file system; elsewhere logs belong
     * where the cluster's History Server looks.
     */
    static SparkConf addTo(SparkConf conf, Configuration hadoop, String output) throws IOException {
        FileSystem files = new Path(output).getFileSystem(hadoop);
        if (conf.contains(ENABLED) || !files.getUri().getScheme().equals("file")) {
            return conf;
        }
        Path directory = files.makeQualified(besideRunsIn(output));
        if (!conf.contains("spark.eventLog.dir")) {
            files.mkdirs(directory);
            conf.set("spark.eventLog.dir", directory.toString());
        }
        return conf.set(ENABLED, "true").setIfMissing("spark.eventLog.compress", "true");
    }
}
