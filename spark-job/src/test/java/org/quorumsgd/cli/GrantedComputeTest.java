package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.quorumsgd.config.Problems;

class GrantedComputeTest {
    @Test
    void severalGpusAnExecutorAreRefused() {
        Problems problems = new Problems();
        GrantedCompute.of(yarn().set("spark.executor.resource.gpu.amount", "2")).check(problems);
        assertThat(problems.lines())
                .containsExactly("Invalid spark.executor.resource.gpu.amount: 2"
                        + " (expected 1: all agents of an executor compute on its one GPU; ask for more executors)");
    }

    @Test
    void aGpuThatTheBuildCannotUseIsAWarning() {
        GrantedCompute compute = GrantedCompute.of(yarn().set("spark.executor.resource.gpu.amount", "1"));
        assertThat(compute.warnings("cpu")).singleElement().asString().contains("-Pcuda");
        assertThat(compute.warnings("NVIDIA L4, 22.5 GiB")).isEmpty();
    }

    @Test
    void coresThatNoThreadUsesAreAWarning() {
        SparkConf conf = yarn().set("spark.task.cpus", "4");
        assertThat(GrantedCompute.of(conf).warnings("cpu"))
                .singleElement()
                .asString()
                .endsWith("stand idle");
        assertThat(GrantedCompute.of(conf.set("spark.executorEnv.OMP_NUM_THREADS", "4,2"))
                        .warnings("cpu"))
                .isEmpty();
    }

    @Test
    void checkTellsCoresThreadsAndGpus() {
        SparkConf conf = yarn().set("spark.executor.cores", "2")
                .set("spark.executor.resource.gpu.amount", "1")
                .set("spark.task.resource.gpu.amount", "0.5");
        assertThat(GrantedCompute.of(conf).rows())
                .containsExactly(
                        entry("cores", "2, 1 an agent at work (spark.task.cpus), OpenMP threads 1"),
                        entry("GPUs", "1 an executor, 0.5 an agent at work"));
        assertThat(GrantedCompute.of(new SparkConf(false).set("spark.master", "local[3]"))
                        .rows())
                .containsKey("cores")
                .extractingByKey("cores")
                .asString()
                .startsWith("3, ");
    }

    @Test
    void inAContainerJavaCppStopsAtItsSizeAndTheUsersOwnLimitCounts() {
        String options = "spark.executor.defaultJavaOptions";
        SparkConf conf = yarn().set("spark.executor.memory", "1g")
                .set("spark.executor.memoryOverhead", "1g")
                .set(options, "-Dorg.bytedeco.javacpp.maxphysicalbytes=3g");
        GrantedMemory.limitNative(conf);
        assertThat(List.of(conf.get(options).split(" ")))
                .containsExactly(
                        "-Dorg.bytedeco.javacpp.maxbytes=2147483648",
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=2147483648",
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=3g");
        SparkConf standalone = new SparkConf(false).set("spark.master", "spark://host:7077");
        GrantedMemory.limitNative(standalone);
        assertThat(standalone.contains(options)).isFalse();
    }

    private static SparkConf yarn() {
        return new SparkConf(false).set("spark.master", "yarn");
    }
}
