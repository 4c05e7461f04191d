package org.quorumsgd.dl4j.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Minibatches in one file each, written where the tasks run. */
final class MinibatchFiles {
    private MinibatchFiles() {}

    /** The file of a minibatch. */
    static String name(String folder, int index) {
        return folder + "/" + index + ".bin";
    }

    /** Hadoop's settings where a task runs, those of the submission (spark.hadoop.*) among them. */
    static Configuration configurationOfTask() {
        return SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    }

    /** Writes all of a partition; whichever attempt of a task is first with a file, the bytes are the same. */
    static void write(String folder, Iterator<Assembled> minibatches) throws IOException {
        FileSystem files = new Path(folder).getFileSystem(configurationOfTask());
        long attempt = TaskContext.get().taskAttemptId();
        while (minibatches.hasNext()) {
            Assembled minibatch = minibatches.next();
            Path path = new Path(name(folder, minibatch.index()));
            Path begun = path.suffix("." + attempt);
            try (OutputStream out = files.create(begun, true)) {
                out.write(minibatch.data());
            }
            if (!files.rename(begun, path)) {
                files.delete(begun, false);
            }
        }
    }
}
