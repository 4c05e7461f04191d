package org.quorumsgd.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.Problem;

/** Tensors are freed with the step that made them, not when the garbage collector finds them. */
final class TorchMemoryTest {
    private static final int WARM_UP = 8_000;
    private static final int STEPS = 10_000;

    /** What compiled code may still take; 3.4 kB a step, less than a map of a minibatch here. */
    private static final long MOST_BYTES = 32L << 20;

    /** In a process whose heap is touched from the beginning, so that it cannot grow. */
    @ParameterizedTest
    @ValueSource(strings = {"boffi-cnn", "script"})
    void tenThousandStepsTakeNoMoreMemory(String network) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms192m",
                "-Xmx192m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TorchMemoryTest.class.getName(),
                network));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        String last = output.lines().reduce((first, second) -> second).orElseThrow();
        System.out.println("memory of " + network + ": grown by " + last + " bytes in " + STEPS + " steps");
        assertThat(Long.parseLong(last)).as(output).isLessThan(MOST_BYTES);
    }

    /** Prints how many bytes the process grows by. */
    public static void main(String[] arguments) throws IOException {
        Problem problem = arguments[0].equals("script")
                ? ScriptProblemTest.problem(Scripts.cnn(), 1e-4)
                : BothBackends.of(arguments[0], BothBackends.DIGIT, "model.dropout = 0.5")
                        .torch();
        AgentState at = problem.start(0);
        try (Objective objective = problem.open(0)) {
            train(objective, at, WARM_UP);
            long before = residentBytes();
            train(objective, at, STEPS);
            System.out.println(residentBytes() - before);
        }
    }

    private static void train(Objective objective, AgentState at, int steps) {
        var gradient = at.position().zeros();
        var statistics = at.statistics().copy();
        for (int step = 0; step < steps; step++) {
            objective.gradient(step, at.position(), statistics, gradient);
        }
    }

    /** Linux's VmRSS. */
    private static long residentBytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String line =
                    lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
            return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
    }
}
