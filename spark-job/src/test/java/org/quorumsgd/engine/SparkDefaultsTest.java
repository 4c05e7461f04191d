package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

final class SparkDefaultsTest {
    @Test
    void executorsTakeTheKernelsThatTheDriverWasTold() {
        SparkConf conf = SparkDefaults.apply(
                new SparkConf(false).set("spark.executorEnv.OPENBLAS_L2_SIZE", "256"),
                Map.of(
                        "OPENBLAS_CORETYPE",
                        "Haswell",
                        "OPENBLAS_L2_SIZE",
                        "512",
                        "DNNL_MAX_CPU_ISA",
                        "AVX2",
                        "HOME",
                        "/"));
        assertThat(conf.get("spark.executorEnv.OPENBLAS_CORETYPE")).isEqualTo("Haswell");
        assertThat(conf.get("spark.executorEnv.DNNL_MAX_CPU_ISA")).isEqualTo("AVX2");
        assertThat(conf.get("spark.executorEnv.OPENBLAS_L2_SIZE"))
                .as("what the user has said")
                .isEqualTo("256");
        assertThat(conf.contains("spark.executorEnv.HOME")).isFalse();
    }

    @Test
    void executorsKeepTheMemoryOfActivationsAndHaveCublasRepeatItsBits() {
        SparkConf plain = SparkDefaults.apply(new SparkConf(false), Map.of());
        assertThat(plain.get("spark.executorEnv.MALLOC_MMAP_THRESHOLD_")).isEqualTo("33554432");
        assertThat(plain.get("spark.executorEnv.CUBLAS_WORKSPACE_CONFIG")).isEqualTo(":4096:8");
        assertThat(plain.get("spark.executorEnv.MALLOC_TRIM_THRESHOLD_")).isEqualTo("1073741824");

        SparkConf asTheDriver = SparkDefaults.apply(new SparkConf(false), Map.of("MALLOC_TRIM_THRESHOLD_", "131072"));
        assertThat(asTheDriver.get("spark.executorEnv.MALLOC_TRIM_THRESHOLD_"))
                .as("what the driver was told")
                .isEqualTo("131072");

        SparkConf asIfUnset = SparkDefaults.apply(new SparkConf(false), Map.of("MALLOC_MMAP_THRESHOLD_", ""));
        assertThat(asIfUnset.get("spark.executorEnv.MALLOC_MMAP_THRESHOLD_")).isEqualTo("33554432");

        SparkConf asTold = SparkDefaults.apply(
                new SparkConf(false).set("spark.executorEnv.MALLOC_TRIM_THRESHOLD_", "65536"), Map.of());
        assertThat(asTold.get("spark.executorEnv.MALLOC_TRIM_THRESHOLD_"))
                .as("what the user has said")
                .isEqualTo("65536");
    }
}
