package org.quorumsgd.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The end of a driver in YARN's cluster mode, whose exit code nobody sees. What counts is what its application reports, and YARN
 * takes a report only from an application that has registered, which Spark does when it makes a context: any other has failed.
 */
final class YarnDriver {
    private static final AtomicBoolean REGISTERED = new AtomicBoolean();

    /** Thrown out of main, becomes the report; {@code bin/quorum} and people read the code in Spark's own words. */
    static final class ReportedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReportedException(int code, List<String> reasons) {
            super(message(code, reasons), null, false, false);
        }

        private static String message(int code, List<String> reasons) {
            List<String> lines = new ArrayList<>(List.of("User application exited with status " + code));
            lines.addAll(reasons);
            return String.join("\n", lines);
        }
    }

    private YarnDriver() {}

    static boolean isThisProcess() {
        SparkConf conf = new SparkConf();
        return conf.get("spark.master", "").equals("yarn")
                && conf.get("spark.submit.deployMode", "client").equals("cluster");
    }

    /** Called when a context is made. */
    static void registered() {
        REGISTERED.set(true);
    }

    /**
     * Reports how a command has ended. One that needed no context, for its input was refused or nothing was left to do, makes one
     * without executors now.
     *
     * @throws ReportedException for any code but 0
     */
    static void end(int code, List<String> reasons) {
        if (!REGISTERED.getAndSet(true)) {
            SparkConf conf = new SparkConf()
                    .set("spark.executor.instances", "0")
                    .set("spark.dynamicAllocation.enabled", "false")
                    .set("spark.eventLog.enabled", "false")
                    .set("spark.ui.enabled", "false");
            new JavaSparkContext(conf).close();
        }
        if (code != ExitCode.DONE.code) {
            throw new ReportedException(code, reasons);
        }
    }
}
