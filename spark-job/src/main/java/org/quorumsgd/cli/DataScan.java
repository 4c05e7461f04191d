package org.quorumsgd.cli;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.ChannelStatistics;
import org.quorumsgd.data.DataFile;
import org.quorumsgd.data.DataFingerprint;
import org.quorumsgd.data.Normalisation;

/**
 * What one look at all the data, in parallel and before any training, brings.
 *
 * @param normalisation per channel, from the training split
 * @param sha256 file to the SHA-256 of its bytes
 */
record DataScan(Normalisation normalisation, Map<String, String> sha256) {
    DataScan {
        // Not Map.copyOf, which deals its entries anew in every JVM: the manifest lists the files in their order.
        sha256 = Collections.unmodifiableMap(new LinkedHashMap<>(sha256));
    }

    /**
     * Reads every image once, each agent's share in a task of its own.
     *
     * @throws InvalidInputException with the problems of all images
     */
    static DataScan run(JavaSparkContext context, AgentImages images) {
        int agents = images.split().agents();
        context.setJobDescription("quorum · reading and checking the data");
        List<ChannelStatistics> shares =
                values(context.parallelize(IntStream.range(0, agents).boxed().toList(), agents)
                        .map(agent -> Found.by(() -> images.scan(agent)))
                        .collect());
        ChannelStatistics statistics =
                ChannelStatistics.zero(images.dataSet().shape().channels());
        for (ChannelStatistics share : shares) {
            statistics = statistics.plus(share);
        }
        return new DataScan(
                statistics.normalisation(),
                fingerprints(context, images.dataSet().files()));
    }

    private static Map<String, String> fingerprints(JavaSparkContext context, List<DataFile> files) {
        Map<String, String> sha256 = new LinkedHashMap<>();
        values(context.parallelize(new ArrayList<>(files), Math.max(1, files.size()))
                        .map(file -> Found.by(() -> DataFingerprint.of(file)))
                        .collect())
                .forEach(fingerprint -> sha256.put(fingerprint.name(), fingerprint.sha256()));
        return sha256;
    }

    private static <T> List<T> values(List<Found<T>> all) {
        Problems problems = new Problems();
        all.forEach(found -> found.problems().forEach(problems::add));
        problems.throwIfAny();
        return all.stream().flatMap(found -> Stream.ofNullable(found.value())).toList();
    }

    /** What a task found: thrown there, problems of the input would come back as a failure of Spark's. */
    private record Found<T>(@Nullable T value, List<String> problems) implements Serializable {
        static <T> Found<T> by(Supplier<T> look) {
            try {
                return new Found<>(look.get(), new ArrayList<>());
            } catch (InvalidInputException e) {
                return new Found<>(null, new ArrayList<>(e.problems()));
            }
        }
    }
}
