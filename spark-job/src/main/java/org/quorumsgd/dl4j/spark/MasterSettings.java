package org.quorumsgd.dl4j.spark;

import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.PropertyAccessor;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.MapperFeature;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;
import org.nd4j.shade.jackson.dataformat.yaml.YAMLFactory;
import org.quorumsgd.config.Algorithm;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;

/** What a builder was told. Its fields are the JSON; nobody changes them once a master has them. */
final class MasterSettings implements Cloneable {
    private static final ObjectMapper JSON = mapper(new JsonFactory());
    private static final ObjectMapper YAML = mapper(new YAMLFactory());

    Algorithm algorithm = Algorithm.QSGD;

    @Nullable
    Integer agents;

    double gain = 1;
    int tau = 1;

    @Nullable
    Double learningRate;

    @Nullable
    ISchedule learningRateSchedule;

    @Nullable
    Double momentum;

    boolean heavyBall;
    long seed = 1;
    int batchSizePerWorker = 16;
    int epochsPerFit = 1;
    RDDTrainingApproach rddTrainingApproach = RDDTrainingApproach.Export;

    @Nullable
    String exportDirectory;

    boolean collectTrainingStats;

    /** This, or all its problems at once. */
    MasterSettings checked() {
        Problems problems = new Problems();
        if (algorithm == Algorithm.SD_QSGD) {
            problems.invalid(
                    "algorithm",
                    algorithm,
                    "QSGD, EASGD or NONE: a training master has no validation data to judge agents on");
        }
        if (!algorithm.runsWithoutClock()) {
            problems.invalid(
                    "algorithm", algorithm, "QSGD, EASGD or NONE: agents of a training master exchange together");
        }
        atLeastOne(problems, "agents", agents == null ? 1 : agents);
        atLeastOne(problems, "tau", tau);
        atLeastOne(problems, "batchSizePerWorker", batchSizePerWorker);
        atLeastOne(problems, "epochsPerFit", epochsPerFit);
        if (!(gain >= 0 && Double.isFinite(gain))) {
            problems.invalid("gain", gain, "a finite number of at least 0");
        }
        if (learningRate != null && !(learningRate > 0 && Double.isFinite(learningRate))) {
            problems.invalid("learningRate", learningRate, "a finite number above 0");
        }
        if (momentum != null && !(momentum >= 0 && momentum < 1)) {
            problems.invalid("momentum", momentum, "a number of at least 0 and below 1");
        }
        problems.throwIfAny();
        return this;
    }

    private static void atLeastOne(Problems problems, String what, int value) {
        if (value < 1) {
            problems.invalid(what, value, "at least 1");
        }
    }

    String toJson() {
        return write(JSON);
    }

    String toYaml() {
        return write(YAML);
    }

    static MasterSettings fromJson(String json) {
        return read(JSON, json, "JSON");
    }

    static MasterSettings fromYaml(String yaml) {
        return read(YAML, yaml, "YAML");
    }

    MasterSettings copy() {
        try {
            return (MasterSettings) clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String write(ObjectMapper mapper) {
        try {
            return mapper.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MasterSettings read(ObjectMapper mapper, String text, String format) {
        String why = "nothing";
        try {
            MasterSettings settings = mapper.readValue(text, MasterSettings.class);
            if (settings != null) {
                return settings;
            }
        } catch (JsonProcessingException e) {
            why = e.getOriginalMessage();
        }
        throw InvalidInputException.of(
                "Invalid training master: " + why + " (expected what QuorumTrainingMaster writes as " + format + ")");
    }

    private static ObjectMapper mapper(JsonFactory factory) {
        ObjectMapper mapper = new ObjectMapper(factory);
        mapper.configure(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY, true);
        mapper.enable(SerializationFeature.INDENT_OUTPUT);
        mapper.setVisibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE);
        mapper.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
        mapper.setVisibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.ANY); // of schedules
        return mapper;
    }
}
