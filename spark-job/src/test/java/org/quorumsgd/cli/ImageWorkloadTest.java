package org.quorumsgd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.data.Augmentation;
import org.quorumsgd.data.Augmentation.Flip;
import org.quorumsgd.data.Normalisation;
import org.quorumsgd.dl4j.NetworkProblem;

final class ImageWorkloadTest {
    private static NetworkProblem problem(String text) {
        return ImageWorkload.prepare(
                        ConfigurationLoader.fromText(text, "test", List.of()),
                        new org.apache.hadoop.conf.Configuration())
                .networkProblem(new Normalisation(new float[] {0}, new float[] {1}));
    }

    @Test
    void agentsTrainAsTheConfigurationSays() {
        NetworkProblem problem = problem("""
                agents = 2, batch-sizes = [3, 5], evaluation.batch-size = 11, probe.batch-size = 13
                data { crop-padding = 2, flip = true }
                model.batch-norm-evaluation = recalibrated
                """);
        assertThat(problem.images().batchSizes()).containsExactly(3, 5);
        assertThat(problem.evaluationBatchSize()).isEqualTo(11);
        assertThat(problem.probeBatchSize()).isEqualTo(13);
        assertThat(problem.augmentation()).isEqualTo(new Augmentation(2, Flip.LEFT_RIGHT));
        assertThat(problem.batchNormEvaluation()).isEqualTo(BatchNormEvaluation.RECALIBRATED);
    }

    @Test
    void imagesAreShownAsTheyAreUnlessAskedOtherwise() {
        NetworkProblem problem = problem("agents = 2, batch-size = 7");
        assertThat(problem.augmentation()).isEqualTo(Augmentation.NONE);
        assertThat(problem.images().batchSizes()).containsExactly(7, 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"algorithm = sd-qsgd", "learning-rate.schedule = plateau", "evaluation.each-agent = true"})
    void judgedAgentsNeedAnImageToBeJudgedBy(String setting) {
        assertThatThrownBy(() -> problem(setting + ", data { train-limit = 40, validation-fraction = 0.01 }"))
                .hasMessageContaining(
                        "Invalid data.validation-fraction: 0.01 (expected more, so that at least one of 40"
                                + " images is left to judge agents by)");
        assertThat(problem("data { train-limit = 40, validation-fraction = 0.01 }")
                        .images())
                .isNotNull();
    }
}
