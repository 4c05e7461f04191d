package org.quorumsgd.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Split;
import org.quorumsgd.config.BatchNormEvaluation;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.StartPoint;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.Augmentation;
import org.quorumsgd.data.Normalisation;
import org.quorumsgd.dl4j.GaussianImages;
import org.quorumsgd.dl4j.NetworkChoice;
import org.quorumsgd.dl4j.NetworkProblem;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

final class ScriptProblemTest {
    private static final int CLASSES = 10;
    private static final int BATCH = 6;
    private static final int STEPS = 20;
    private static final AgentImages IMAGES = GaussianImages.ofTwoAgents(BothBackends.DIGIT, CLASSES, 100, BATCH);
    private static final Normalisation NORMALISATION = new Normalisation(new float[] {0.25f}, new float[] {1.5f});

    @TempDir
    private Path directory;

    static ScriptProblem problem(Path file, double l2) {
        ScriptNetwork network = ScriptFile.read(
                file.toString(),
                new org.apache.hadoop.conf.Configuration(false),
                BothBackends.DIGIT,
                CLASSES,
                BATCH,
                l2);
        return new ScriptProblem(network, IMAGES, NORMALISATION, Augmentation.NONE, 7, 15);
    }

    /** All that a call gives, to the bit. */
    private record Answer(double loss, List<Float> gradient, List<Float> statistics) {
        static Answer of(Objective objective, long step, AgentState at) {
            Vector statistics = at.statistics().copy();
            Vector gradient = at.position().zeros();
            double loss = objective.gradient(step, at.position(), statistics, gradient);
            return new Answer(loss, boxed(gradient), boxed(statistics));
        }
    }

    private static List<Float> boxed(Vector vector) {
        List<Float> values = new ArrayList<>();
        for (float value : vector.hostValues()) {
            values.add(value);
        }
        return values;
    }

    /** Deeplearning4j's layers and PyTorch's have the same flat vector. */
    @Test
    void aPerceptronOfPyTorchIsThePreset() {
        double l2 = 1e-3;
        Configuration configuration = ConfigurationLoader.fromText(
                "model { preset = mlp, hidden = [32], l2 = " + l2 + " }", "test", List.of());
        String json =
                NetworkChoice.json(configuration, IMAGES.dataSet(), new org.apache.hadoop.conf.Configuration(false));
        NetworkProblem dl4j = new NetworkProblem(
                NetworkChoice.parameters(json),
                json,
                IMAGES,
                NORMALISATION,
                Augmentation.NONE,
                IMAGES.streams(),
                StartPoint.COMMON,
                BatchNormEvaluation.RUNNING,
                7,
                15);
        TorchProblem preset = TorchProblem.of(configuration, dl4j, IMAGES, NORMALISATION);
        ScriptProblem script = problem(Scripts.mlp(), l2);
        AgentState at = script.start(0);
        assertThat(script.dimension()).isEqualTo(dl4j.dimension());
        for (int agent = 0; agent < 2; agent++) {
            assertThat(script.start(agent).position().hostValues())
                    .isEqualTo(at.position().hostValues());
            try (Objective oracle = dl4j.open(agent);
                    Objective torch = preset.open(agent);
                    Objective objective = script.open(agent)) {
                for (Objective expected : List.of(oracle, torch)) {
                    Vector wanted = at.position().zeros();
                    Vector gradient = at.position().zeros();
                    double loss = expected.gradient(3, at.position(), HeapVector.zeros(0), wanted);
                    assertThat(objective.gradient(3, at.position(), HeapVector.zeros(0), gradient))
                            .isCloseTo(loss, within(1e-5 * loss));
                    assertThat(Math.sqrt(gradient.squaredDistance(wanted))).isLessThan(1e-5 * wanted.norm());
                    assertThat(wanted.norm()).isGreaterThan(0.1);
                    Model model = new Model(at.position(), at.statistics());
                    EvaluationSums sums = objective.evaluate(Split.TEST, model);
                    EvaluationSums wantedSums = expected.evaluate(Split.TEST, model);
                    assertThat(sums.errors()).isEqualTo(wantedSums.errors());
                    assertThat(sums.count()).isEqualTo(wantedSums.count()).isPositive();
                    assertThat(sums.lossSum()).isCloseTo(wantedSums.lossSum(), within(1e-5 * wantedSums.lossSum()));
                }
            }
        }
    }

    /** Dropout, batch norm and a count of batches, in whatever order steps are asked for and whoever else draws meanwhile. */
    @Test
    void aStepHasTheSameBitsInAnyOrderAndBesideAnyOtherAgent() throws Exception {
        ScriptProblem problem = problem(Scripts.cnn(), 0);
        List<List<Answer>> alone = new ArrayList<>();
        for (int agent = 0; agent < 2; agent++) {
            alone.add(answers(problem, agent, 0, 1));
        }
        assertThat(alone.get(0)).doesNotHaveDuplicates().doesNotContainAnyElementsOf(alone.get(1));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<Answer>>> together =
                    threads.invokeAll(List.of(() -> answers(problem, 0, 0, 1), () -> answers(problem, 1, 0, 1)));
            assertThat(together.get(0).get()).isEqualTo(alone.get(0));
            assertThat(together.get(1).get()).isEqualTo(alone.get(1));
        } finally {
            threads.shutdownNow();
        }
        List<Answer> backwards = new ArrayList<>(answers(problem, 0, STEPS - 1, -1));
        Collections.reverse(backwards);
        assertThat(backwards).isEqualTo(alone.get(0));
    }

    private static List<Answer> answers(ScriptProblem problem, int agent, int first, int by) {
        List<Answer> answers = new ArrayList<>();
        AgentState at = problem.start(agent);
        Model model = new Model(at.position(), at.statistics());
        try (Objective objective = problem.open(agent)) {
            EvaluationSums judged = objective.evaluate(Split.TEST, model);
            for (int i = 0, step = first; i < STEPS; i++, step += by) {
                answers.add(Answer.of(objective, step, at));
                assertThat(objective.evaluate(Split.TEST, model)).isEqualTo(judged);
            }
        }
        return answers;
    }

    /** PyTorch's batch norm keeps 0.9 of what its statistics were. */
    @Test
    void runningStatisticsMoveOnAsTheModuleSays() {
        ScriptProblem problem = problem(Scripts.cnn(), 0);
        AgentState start = problem.start(0);
        assertThat(boxed(start.statistics()).subList(0, 8)).containsOnly(0f);
        assertThat(boxed(start.statistics()).subList(8, 16)).containsOnly(1f);
        try (Objective objective = problem.open(0)) {
            Vector zeros = HeapVector.zeros(16);
            Vector ones = HeapVector.zeros(16);
            Arrays.fill(ones.hostValues(), 1);
            Vector gradient = start.position().zeros();
            objective.gradient(2, start.position(), zeros, gradient);
            objective.gradient(2, start.position(), ones, gradient);
            for (int j = 0; j < 16; j++) {
                assertThat(ones.hostValues()[j] - zeros.hostValues()[j]).isCloseTo(0.9f, within(1e-5f));
            }
            Model zeroed = new Model(start.position(), HeapVector.owning(new float[16]));
            Model moved = new Model(start.position(), zeros);
            assertThat(objective.evaluate(Split.TEST, moved)).isNotEqualTo(objective.evaluate(Split.TEST, zeroed));
        }
    }

    /** Counts in buffers and in attributes. */
    @Test
    void nothingThatAPassLeavesBehindIsSeenByTheNext() throws IOException {
        try (Scripts odd = Scripts.odd()) {
            Path file = odd.parameter("weight", ScalarType.Float, 0.1, 10, 64)
                    .buffer("batches", ScalarType.Long, 1)
                    .flag("used")
                    .forward(
                            directory,
                            "if self.used:",
                            "    x = 2 * x",
                            "self.used = True",
                            "self.batches.add_(1)",
                            "return torch.linear(torch.flatten(x, 1), self.weight) * self.batches");
            ScriptProblem problem = problem(file, 0);
            AgentState at = problem.start(0);
            try (Objective objective = problem.open(0)) {
                Answer first = Answer.of(objective, 0, at);
                assertThat(first.statistics()).isEmpty();
                assertThat(first.gradient()).anyMatch(value -> value != 0);
                assertThat(Answer.of(objective, 0, at)).isEqualTo(first);
            }
        }
    }

    /** The penalty is on parameters of two and more dimensions, but for those that are not trained. */
    @Test
    void frozenParametersHaveNoGradientAndNoPenalty() throws IOException {
        try (Scripts odd = Scripts.odd()) {
            Path file = odd.parameter("weight", ScalarType.Float, 0.1, 10, 64)
                    .frozen("scale", 3, 1, 1)
                    .parameter("bias", ScalarType.Float, 0.5, 10)
                    .parameter("unused", ScalarType.Float, 2, 5)
                    .forward(
                            directory, "return torch.linear(torch.flatten(x, 1), self.weight, self.bias) * self.scale");
            ScriptProblem plain = problem(file, 0);
            AgentState at = plain.start(0);
            try (Objective without = plain.open(0);
                    Objective with = problem(file, 0.5).open(0)) {
                Answer bare = Answer.of(without, 0, at);
                Answer penalised = Answer.of(with, 0, at);
                assertThat(penalised.loss() - bare.loss()).isCloseTo(0.25 * 640 * 0.1 * 0.1, withinPercentage(1e-4));
                assertThat(bare.gradient().subList(0, 640)).anyMatch(value -> value != 0);
                assertThat(penalised.gradient().subList(640, 656))
                        .isEqualTo(bare.gradient().subList(640, 656));
                assertThat(bare.gradient().get(640)).as("scale").isZero();
                assertThat(bare.gradient().subList(641, 651)).allMatch(value -> value != 0);
                assertThat(bare.gradient().subList(651, 656)).as("unused").containsOnly(0f);
            }
        }
    }

    @Test
    void aTrainedModuleIsReadBackWithItsParametersAndStatistics() throws IOException {
        ScriptProblem problem = problem(Scripts.cnn(), 0);
        AgentState start = problem.start(0);
        float[] x = start.position().hostValues().clone();
        float[] statistics = start.statistics().hostValues().clone();
        for (int j = 0; j < x.length; j++) {
            x[j] = j;
        }
        for (int j = 0; j < statistics.length; j++) {
            statistics[j] = -j;
        }
        Path saved = directory.resolve("model.pt");
        try (OutputStream out = Files.newOutputStream(saved)) {
            problem.writeModel(out, HeapVector.owning(x), HeapVector.owning(statistics));
        }
        ScriptProblem again = problem(saved, 0);
        assertThat(again.blocks()).isEqualTo(problem.blocks());
        assertThat(again.start(1).position().hostValues()).isEqualTo(x);
        assertThat(again.start(1).statistics().hostValues()).isEqualTo(statistics);
        assertThat(problem.start(1).position().hostValues())
                .isEqualTo(start.position().hostValues());
    }

    @Test
    void divergedParametersGiveALossThatIsNotANumber() {
        ScriptProblem problem = problem(Scripts.mlp(), 0);
        AgentState start = problem.start(0);
        float[] x = start.position().hostValues().clone();
        x[0] = Float.NaN;
        Vector at = HeapVector.owning(x);
        try (Objective objective = problem.open(0)) {
            assertThat(objective.gradient(0, at, HeapVector.zeros(0), at.zeros()))
                    .isNaN();
            assertThat(objective
                            .evaluate(Split.TEST, new Model(at, HeapVector.zeros(0)))
                            .lossSum())
                    .isNaN();
        }
    }
}
