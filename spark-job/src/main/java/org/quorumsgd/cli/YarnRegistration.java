package org.quorumsgd.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Keeps the exit code of a driver in YARN's cluster mode. Spark tells the ResourceManager how an application has ended only if it
 * made a context, which registers it; one that did not counts as failed, whatever its code. A command that ends before it needs a
 * context, for its input is refused or nothing is left to do, makes one without executors in the end.
 */
final class YarnRegistration {
    private static final AtomicBoolean REGISTERED = new AtomicBoolean();

    private YarnRegistration() {}

    /** A context is made. */
    static void done() {
        REGISTERED.set(true);
    }

    /** Registers an application that has not done it yet, where that counts. */
    static void makeUpFor() {
        SparkConf conf = new SparkConf();
        boolean isDriverOnYarn = conf.get("spark.master", "").equals("yarn")
                && conf.get("spark.submit.deployMode", "client").equals("cluster");
        if (isDriverOnYarn && !REGISTERED.getAndSet(true)) {
            conf.set("spark.executor.instances", "0")
                    .set("spark.dynamicAllocation.enabled", "false")
                    .set("spark.eventLog.enabled", "false")
                    .set("spark.ui.enabled", "false");
            new JavaSparkContext(conf).close();
        }
    }
}
