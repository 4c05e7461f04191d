package org.quorumsgd.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Model;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Split;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

final class TorchObjectiveTest {
    private static final int AGENT = 1;
    private static final String DROPOUT = "model.dropout = 0.5";

    /** Everything that one call gives, in a form that can be compared to the bit. */
    private record Answer(double loss, List<Float> gradient, List<Float> statistics) {
        static Answer of(Objective objective, long step, AgentState at) {
            Vector statistics = at.statistics().copy();
            Vector gradient = at.position().zeros();
            double loss = objective.gradient(step, at.position(), statistics, gradient);
            return new Answer(loss, boxed(gradient), boxed(statistics));
        }

        private static List<Float> boxed(Vector vector) {
            float[] values = vector.hostValues();
            return Stream.iterate(0, j -> j < values.length, j -> j + 1)
                    .map(j -> values[j])
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "lenet", "boffi-cnn"})
    void aStepHasTheSameBitsInAnyOrderAndInAnyThread(String preset) throws Exception {
        TorchProblem problem =
                BothBackends.of(preset, BothBackends.DIGIT, DROPOUT).torch();
        AgentState at = problem.start(AGENT);
        Answer expected;
        try (Objective objective = problem.open(AGENT)) {
            expected = Answer.of(objective, 5, at);
            assertThat(Answer.of(objective, 6, at)).isNotEqualTo(expected);
            objective.evaluate(Split.TEST, new Model(at.position(), at.statistics()));
            objective.recalibratedStatistics(new Model(at.position(), at.statistics()));
            objective.probe(at.position(), at.statistics(), at.position().zeros());
            assertThat(Answer.of(objective, 5, at)).isEqualTo(expected);
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Answer>> answers =
                    threads.invokeAll(List.of(() -> alone(problem, at), () -> alone(problem, at)));
            for (Future<Answer> answer : answers) {
                assertThat(answer.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Answer alone(TorchProblem problem, AgentState at) {
        try (Objective objective = problem.open(AGENT)) {
            return Answer.of(objective, 5, at);
        }
    }

    /** The loss of one minibatch with the masks of its step, at weights where nothing else is drawn. */
    @Test
    void eachStepAndAgentDropsInputsOfItsOwn() {
        RandomStreams streams = new RandomStreams(1);
        float[] mask = DropoutMask.draw(0.3, 1000, streams.stream(Purpose.LAYERS, 0, 0));
        assertThat(DropoutMask.draw(0.3, 1000, streams.stream(Purpose.LAYERS, 0, 0)))
                .isEqualTo(mask);
        assertThat(DropoutMask.draw(0.3, 1000, streams.stream(Purpose.LAYERS, 0, 1)))
                .isNotEqualTo(mask);
        assertThat(DropoutMask.draw(0.3, 1000, streams.stream(Purpose.LAYERS, 1, 0)))
                .isNotEqualTo(mask);
    }

    /** Of 100,000 draws; the bound is six standard deviations, a false alarm of 2e-9 for a free seed. */
    @Test
    void masksKeepTheMeanOfWhatTheyMultiply() {
        double dropout = 0.3;
        float[] mask = DropoutMask.draw(dropout, 100_000, new RandomStreams(3).stream(Purpose.LAYERS, 0, 0));
        double sum = 0;
        for (float factor : mask) {
            assertThat(factor).isIn(0f, (float) (1 / (1 - dropout)));
            sum += factor;
        }
        double deviation = Math.sqrt(dropout / (1 - dropout) / mask.length);
        assertThat(sum / mask.length).isCloseTo(1, within(6 * deviation));
    }

    @Test
    void aDroppedInputGivesItsWeightsNoGradient() {
        BothBackends both = BothBackends.of("mlp", BothBackends.DIGIT, DROPOUT);
        TorchNetwork network = both.torch().network();
        AgentState at = both.torch().start(AGENT);
        int batch = 6;
        int inputs = network.lastInputs();
        float[] mask = DropoutMask.draw(
                network.dropout(), batch * inputs, both.torch().images().streams().stream(Purpose.LAYERS, AGENT, 2));
        Vector gradient = at.position().zeros();
        try (Objective objective = both.torch().open(AGENT)) {
            objective.gradient(2, at.position(), at.statistics().copy(), gradient);
        }
        int offset = gradient.length() - network.classes() * (inputs + 1);
        for (int input = 0; input < inputs; input++) {
            int column = input;
            boolean droppedEverywhere =
                    Stream.iterate(0, b -> b < batch, b -> b + 1).allMatch(b -> mask[b * inputs + column] == 0);
            if (droppedEverywhere) {
                for (int c = 0; c < network.classes(); c++) {
                    assertThat(gradient.hostValues()[offset + c * inputs + input])
                            .isZero();
                }
            }
        }
    }

    @Test
    void divergedParametersGiveALossThatIsNotANumber() {
        TorchProblem problem = BothBackends.of("lenet", BothBackends.DIGIT, "").torch();
        AgentState start = problem.start(AGENT);
        float[] x = start.position().hostValues().clone();
        x[0] = Float.NaN;
        Vector at = HeapVector.owning(x);
        try (Objective objective = problem.open(AGENT)) {
            assertThat(objective.gradient(0, at, HeapVector.zeros(0), at.zeros()))
                    .isNaN();
            assertThat(objective
                            .evaluate(Split.TEST, new Model(at, HeapVector.zeros(0)))
                            .lossSum())
                    .isNaN();
            Answer after = Answer.of(objective, 0, start);
            assertThat(after.loss()).isFinite();
        }
    }

    /** A thread of OpenMP has the name of the thread that it works for; two agents in one process have one each. */
    @Test
    void anAgentComputesInItsOwnThreadAlone() throws Exception {
        TorchProblem problem = BothBackends.of("lenet", BothBackends.PHOTO, "evaluation.batch-size = 25")
                .torch();
        AgentState at = problem.start(AGENT);
        CountDownLatch computed = new CountDownLatch(2);
        CountDownLatch counted = new CountDownLatch(1);
        Runnable agent = () -> {
            try (Objective objective = problem.open(AGENT)) {
                Answer.of(objective, 0, at);
                objective.evaluate(Split.TEST, new Model(at.position(), at.statistics()));
                computed.countDown();
                counted.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        List<Thread> agents = List.of(new Thread(agent, "agent-at-work"), new Thread(agent, "agent-at-work"));
        agents.forEach(Thread::start);
        computed.await();
        long threads = nativeThreads("agent-at-work");
        counted.countDown();
        for (Thread each : agents) {
            each.join();
        }
        assertThat(threads).isEqualTo(2);
    }

    /** By the kernel's name for them, which is cut after 15 characters. */
    private static long nativeThreads(String name) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.filter(task -> comm(task).equals(name)).count();
        }
    }

    private static String comm(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (java.nio.file.NoSuchFileException e) {
            return ""; // has just ended
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
