package org.quorumsgd.dl4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.impl.SerializedDataSetLoader;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.common.loader.Source;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.dl4j.Dl4jAcceleration;

/**
 * On two executors: fits the same files twice, the second time losing an executor after the lineage has been cut, and the same RDD through
 * files and through broadcasts; compares.
 */
final class LostExecutorProgram {
    /** Agent 0 meets this one in its step 60; lineages are cut after 50. */
    private static final int FATAL = 120;

    private LostExecutorProgram() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Dl4jAcceleration.enable();
        List<DataSet> minibatches = Programs.minibatches(Programs.examples(140 * 4), 4);
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < minibatches.size(); i++) {
            paths.add(folder.resolve(i + ".ds").toString());
            minibatches.get(i).save(Path.of(paths.get(i)).toFile());
        }
        Path marker = folder.resolve("lost");
        boolean same;
        boolean lost;
        boolean refused;
        boolean direct;
        try (JavaSparkContext spark = new JavaSparkContext(Programs.conf("local-cluster[2,1,1024]")
                .set("spark.executor.memory", "1g")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.executorEnv.OMP_NUM_THREADS", "1")
                .set("spark.scheduler.minRegisteredResourcesRatio", "1.0"))) {
            float[] expected = fitted(spark, folder, paths, new SerializedDataSetLoader());
            float[] actual = fitted(spark, folder, paths, new FatalLoader(marker.toString()));
            same = Arrays.equals(actual, expected);
            lost = Files.exists(marker);
            JavaRDD<DataSet> data = spark.parallelize(Programs.examples(60), 3);
            refused = refusal(spark, data)
                    .startsWith("Invalid exportDirectory: none (expected a folder that all executors see");
            direct = Arrays.equals(
                    fitted(spark, master(folder).rddTrainingApproach(RDDTrainingApproach.Direct), data),
                    fitted(spark, master(folder), data));
        }
        boolean clean;
        try (Stream<Path> left = Files.list(folder.resolve("scratch"))) {
            clean = left.findAny().isEmpty();
        }
        System.out.println("lost " + lost + ", same bits " + same + ", refused " + refused + ", direct " + direct
                + ", clean " + clean);
    }

    private static float[] fitted(JavaSparkContext spark, Path folder, List<String> paths, DataSetLoader loader) {
        SparkDl4jMultiLayer program = program(spark, master(folder));
        program.fitPaths(spark.parallelize(paths, 2), loader);
        return program.getNetwork().params().toFloatVector();
    }

    private static float[] fitted(JavaSparkContext spark, QuorumTrainingMaster.Builder master, JavaRDD<DataSet> data) {
        SparkDl4jMultiLayer program = program(spark, master);
        program.fit(data);
        return program.getNetwork().params().toFloatVector();
    }

    /** Nobody has said where executors on other machines could read what this one writes. */
    private static String refusal(JavaSparkContext spark, JavaRDD<DataSet> data) {
        try {
            program(spark, new QuorumTrainingMaster.Builder().agents(2)).fit(data);
            return "none";
        } catch (InvalidInputException e) {
            return e.problems().get(0);
        }
    }

    private static QuorumTrainingMaster.Builder master(Path folder) {
        return new QuorumTrainingMaster.Builder()
                .agents(2)
                .exportDirectory(folder.resolve("scratch").toString());
    }

    private static SparkDl4jMultiLayer program(JavaSparkContext spark, QuorumTrainingMaster.Builder master) {
        MultiLayerNetwork network = new MultiLayerNetwork(Programs.layers(new Nesterovs(0.05, 0.9)));
        network.init();
        return new SparkDl4jMultiLayer(spark, network, master.build());
    }

    /** Takes its JVM down the first time that anyone reads the fatal minibatch. */
    private record FatalLoader(String marker) implements DataSetLoader {
        @Override
        public DataSet load(Source source) throws IOException {
            if (source.getPath().endsWith("/" + FATAL + ".ds") && first()) {
                Runtime.getRuntime().halt(1);
            }
            return new SerializedDataSetLoader().load(source);
        }

        private boolean first() {
            try {
                Files.createFile(Path.of(marker));
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
