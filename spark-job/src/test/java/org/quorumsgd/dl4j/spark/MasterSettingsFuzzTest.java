package org.quorumsgd.dl4j.spark;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.fuzz.Fuzzing;

/** A damaged description of a training master is read or refused. */
final class MasterSettingsFuzzTest {
    private static final int MOST_BYTES = 256 << 20;

    private final QuorumTrainingMaster master = new QuorumTrainingMaster.Builder()
            .algorithm(Algorithm.EASGD)
            .agents(5)
            .learningRate(new ExponentialSchedule(ScheduleType.EPOCH, 0.1, 0.9))
            .exportDirectory("/somewhere")
            .build();

    @Test
    void jsonIsReadOrRefused() throws Exception {
        new Fuzzing("training master JSON", MOST_BYTES, List.of(bytes(master.toJson())))
                .withstoodBy(input -> QuorumTrainingMaster.fromJson(text(input)));
    }

    @Test
    void yamlIsReadOrRefused() throws Exception {
        new Fuzzing("training master YAML", MOST_BYTES, List.of(bytes(master.toYaml())))
                .withstoodBy(input -> QuorumTrainingMaster.fromYaml(text(input)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
