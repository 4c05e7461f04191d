package org.quorumsgd.cli;

import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.contender.Contender;

/** Spark jobs that count one cached number a task: the least that a round can cost. The amount is jobs. */
final class EmptyJobContender implements Contender {
    private final int tasks;
    private final JavaSparkContext context;
    private final JavaRDD<Integer> numbers;

    EmptyJobContender(Configuration configuration) {
        this.tasks = configuration.value(Keys.AGENTS);
        this.context = JobContender.openContext("empty job");
        this.numbers = context.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                .cache();
    }

    @Override
    public String description() {
        return "count of " + tasks + " cached numbers in " + tasks + " tasks; " + context.master();
    }

    @Override
    public long parameters() {
        return 0;
    }

    @Override
    public double run(int amount) {
        long begin = System.nanoTime();
        for (int job = 0; job < amount; job++) {
            if (numbers.count() != tasks) {
                throw new IllegalStateException("a task is missing");
            }
        }
        return (System.nanoTime() - begin) * 1e-6 / amount;
    }

    @Override
    public void close() {
        context.close();
    }
}
