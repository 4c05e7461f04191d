package org.quorumsgd.cli;

import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;

/** What the agents of a run train on, as far as it is known and checked without reading the data. */
interface Workload {
    /**
     * What the key {@code problem} names.
     *
     * @throws InvalidInputException with every problem of data and model
     */
    static Workload prepare(Configuration configuration, org.apache.hadoop.conf.Configuration hadoop) {
        return switch (configuration.value(Keys.PROBLEM)) {
            case IMAGES -> ImageWorkload.prepare(configuration, hadoop);
            case QUADRATIC -> new QuadraticWorkload(configuration);
        };
    }

    /** n. */
    int parameters();

    /** Examples in one epoch. */
    long examplesPerEpoch();

    /** Model, data and their sizes, as a part of a sentence. */
    String description();

    /** What {@code check} tells of this kind of workload alone, name to value. */
    Map<String, String> preflight();

    /** What an agent takes where it lives. */
    AgentMemory agentMemory();

    /** What computes the gradients in this JVM: {@code cpu}, or a GPU and its memory. */
    String device();

    /** Makes ready what computes the gradients in this JVM and tells in lines what that is; none for plain Java. */
    List<String> enable();

    /**
     * Looks at all the data.
     *
     * @throws InvalidInputException with every problem of the data
     */
    LoadedWorkload load(JavaSparkContext context);
}
