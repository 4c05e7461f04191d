package org.quorumsgd.cli;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Hadoop's settings where a task runs, those of the submission (spark.hadoop.*) among them. */
final class TaskHadoop {
    private TaskHadoop() {}

    /** Not {@code SparkHadoopUtil.conf()}: in an executor that knows system properties only. */
    static Configuration configuration() {
        return SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    }
}
