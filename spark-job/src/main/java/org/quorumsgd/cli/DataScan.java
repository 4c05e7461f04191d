package org.quorumsgd.cli;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
        sha256 = Map.copyOf(sha256);
    }

    /**
     * Reads every image once, each agent's share in a task of its own.
     *
     * @throws InvalidInputException with the problems of all images
     */
    static DataScan run(JavaSparkContext context, AgentImages images) {
        int agents = images.split().agents();
        context.setJobDescription("quorum · reading and checking the data");
        List<Share> shares = context.parallelize(
                        IntStream.range(0, agents).boxed().toList(), agents)
                .map(agent -> Share.of(images, agent))
                .collect();
        Problems problems = new Problems();
        ChannelStatistics statistics =
                ChannelStatistics.zero(images.dataSet().shape().channels());
        for (Share share : shares) {
            share.problems().forEach(problems::add);
            if (share.statistics() != null) {
                statistics = statistics.plus(share.statistics());
            }
        }
        problems.throwIfAny();
        return new DataScan(
                statistics.normalisation(),
                fingerprints(context, images.dataSet().files()));
    }

    private static Map<String, String> fingerprints(JavaSparkContext context, List<DataFile> files) {
        Map<String, String> sha256 = new LinkedHashMap<>();
        context.parallelize(new ArrayList<>(files), files.size())
                .map(DataFingerprint::of)
                .collect()
                .forEach(fingerprint -> sha256.put(fingerprint.name(), fingerprint.sha256()));
        return sha256;
    }

    private record Share(@Nullable ChannelStatistics statistics, List<String> problems) implements Serializable {
        static Share of(AgentImages images, int agent) {
            try {
                return new Share(images.scan(agent), new ArrayList<>());
            } catch (InvalidInputException e) {
                return new Share(null, new ArrayList<>(e.problems()));
            }
        }
    }
}
