package org.quorumsgd.engine;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark context inside the test's JVM. */
final class LocalSpark {
    private LocalSpark() {}

    static JavaSparkContext context(String master) {
        SparkConf conf = new SparkConf()
                .setMaster(master)
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        return new JavaSparkContext(SparkDefaults.apply(conf));
    }
}
