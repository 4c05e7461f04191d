package org.quorumsgd.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.AgentRound;
import org.quorumsgd.agent.AgentRules;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.Objective;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.optimise.Nesterov;
import org.quorumsgd.schedule.ConstantSchedule;

/** Vectors on a device are freed by the round that made them, not when the garbage collector finds them. */
final class DeviceLeakTest {
    private static final int WARM_UP = 300;
    private static final int ROUNDS = 1_500;

    /** A round makes a dozen vectors of {@link #PARAMETERS}: were one in it forgotten, the process would grow by twice this. */
    private static final long MOST_BYTES = 48L << 20;

    private static final long PARAMETERS = 17_000;

    /** In a process whose heap is touched from the beginning, so that it cannot grow, and so large that it is hardly ever collected. */
    @Test
    void roundsTakeNoMoreMemory() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms768m",
                        "-Xmx768m",
                        "-Xmn700m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DeviceLeakTest.class.getName()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        String last = output.lines().reduce((first, second) -> second).orElseThrow();
        System.out.println("memory: grown by " + last + " bytes in " + ROUNDS + " rounds");
        assertThat(Long.parseLong(last)).as(output).isLessThan(MOST_BYTES);
    }

    /** Prints how many bytes the process grows by. */
    public static void main(String[] arguments) throws IOException {
        TorchProblem problem = BothBackends.of("mlp", BothBackends.DIGIT, "model.hidden = [100, 100]")
                .onDevice();
        if (problem.dimension() < PARAMETERS) {
            throw new IllegalStateException("only " + problem.dimension() + " parameters");
        }
        try (Objective objective = problem.open(0)) {
            AgentState at = rounds(problem.start(0), WARM_UP, objective);
            long before = residentBytes();
            rounds(at, ROUNDS, objective);
            System.out.println(residentBytes() - before);
        }
    }

    private static AgentState rounds(AgentState begin, int rounds, Objective objective) {
        AgentRules rules = new AgentRules(new Nesterov(0.9), new ConstantSchedule(0.01));
        CommonSignal signal =
                new CommonSignal(begin.position(), begin.position().zeros());
        AgentState state = begin;
        for (int round = 0; round < rounds; round++) {
            RoundPlan plan = new RoundPlan(round, 2, 0.3, 0.2, List.of());
            state = AgentRound.run(state, plan, signal, rules, objective).state();
        }
        return state;
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
