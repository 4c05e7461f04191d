package org.quorumsgd.dl4j.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.engine.QuorumKryoRegistrator;

/** What a user's Spark context must have for the agents to work. */
final class SparkRequirements {
    private static final String REGISTRATOR = "spark.kryo.registrator";

    private SparkRequirements() {}

    static void check(JavaSparkContext context) {
        boolean kryo = context.getConf().get("spark.serializer", "").endsWith("KryoSerializer");
        String registrators = context.getConf().get(REGISTRATOR, "none");
        String ours = QuorumKryoRegistrator.class.getName();
        if (kryo && !registrators.contains(ours)) {
            throw InvalidInputException.of("Invalid " + REGISTRATOR + ": " + registrators
                    + " (expected org.nd4j.kryo.Nd4jRegistrator," + ours + " where spark.serializer is Kryo)");
        }
    }
}
