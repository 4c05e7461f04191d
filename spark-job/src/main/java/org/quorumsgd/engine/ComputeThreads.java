package org.quorumsgd.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;

/**
 * The threads of this JVM on which objectives compute, as many as Spark runs tasks here at once: gradients that are begun early
 * take no core that was not granted. A program that ends one Spark application and begins another in the same JVM gets new ones: what
 * is still at work for the first holds up nothing of the second.
 */
final class ComputeThreads {
    private static final int IDLE_SECONDS = 60;

    private static @Nullable ComputeThreads current;

    private final SparkEnv env;
    private final Executor pool;

    private ComputeThreads(SparkEnv env) {
        this.env = env;
        this.pool = pool(taskSlots(env.conf()));
    }

    /** Of the Spark application that runs in this JVM now. */
    static synchronized Executor executor() {
        SparkEnv env = SparkEnv.get();
        if (current == null || current.env != env) {
            current = new ComputeThreads(env);
        }
        return current.pool;
    }

    /** Its threads end by themselves once they are idle. */
    private static Executor pool(int threads) {
        AtomicInteger made = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "quorum-compute-" + made.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static int taskSlots(SparkConf conf) {
        int local = SparkContext$.MODULE$.numDriverCores(conf.get("spark.master", ""));
        int processors = Runtime.getRuntime().availableProcessors();
        // A standalone worker that is not told otherwise gives an executor all its cores.
        int cores = local > 0 ? local : conf.getInt("spark.executor.cores", processors);
        return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
    }
}
