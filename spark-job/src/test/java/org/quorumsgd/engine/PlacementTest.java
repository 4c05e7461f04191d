package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.Place;

class PlacementTest {
    private final List<Placement.Executor> living = new ArrayList<>();

    @Test
    void agentsAreDealtToHostsInTurnAndThereToExecutorsInTurn() {
        live("b/1", "b/2", "b/10", "a/3");
        assertThat(homes(placement(6), 6)).containsExactly("3", "1", "2", "10", "3", "1");
    }

    @Test
    void oneAgentAHostWhereThereAreNoMoreAgentsThanHosts() {
        live("a/1", "a/2", "b/3", "b/4", "c/5");
        assertThat(homes(placement(3), 3)).containsExactly("1", "3", "5");
    }

    @Test
    void aLargeExecutorGetsAsManyMoreAgentsAsItHasCores() {
        living.add(new Placement.Executor("small", "1", 2));
        living.add(new Placement.Executor("large", "2", 16));
        assertThat(homes(placement(18), 18)).filteredOn("1"::equals).hasSize(2);
        Placement crowded = placement(18);
        see(crowded, Stream.generate(() -> "1").limit(18).toArray(String[]::new));
        assertThat(crowded.level()).isEqualTo(16);
    }

    @Test
    void theAgentsOfTheNextRunBeginWhereThoseOfTheLastEnded() {
        live("a/1", "b/2", "c/3");
        List<String> alone = new ArrayList<>();
        for (int run = 0; run < 5; run++) {
            alone.addAll(homes(new Placement(1, run, () -> living), 1));
        }
        assertThat(alone).containsExactly("1", "2", "3", "1", "2");
    }

    @Test
    void anAgentStaysWhereItWasSeen() {
        live("a/1", "b/2");
        Placement placement = placement(2);
        see(placement, "2", "1");
        live("c/3");
        assertThat(homes(placement, 2)).containsExactly("2", "1");
    }

    @Test
    void agentsOfALostExecutorAreSharedOutToThoseWithTheFewest() {
        live("a/1", "b/2", "c/3");
        Placement placement = placement(6);
        see(placement, "1", "2", "3", "1", "2", "3");
        living.remove(1);
        assertThat(homes(placement, 6)).containsExactly("1", "1", "3", "1", "3", "3");
    }

    @Test
    void levellingMovesAgentsToAnEmptyExecutorAndThenRests() {
        live("a/1", "b/2");
        Placement placement = placement(5);
        see(placement, "1", "1", "1", "1", "1");
        assertThat(placement.level()).isEqualTo(2);
        assertThat(homes(placement, 5)).containsExactly("1", "1", "1", "2", "2");
        assertThat(placement.level()).isZero();
    }

    @Test
    void whereAgentsAreOutsideAnyLivingExecutorNothingIsLevelledForThem() {
        Placement local = placement(3);
        see(local, "driver", "driver", "driver");
        assertThat(local.level()).isZero();
        assertThat(local.home(0)).isEmpty();
    }

    private Placement placement(int agents) {
        return new Placement(agents, 0, () -> living);
    }

    /** Each {@code host/id}. */
    private void live(String... executors) {
        Arrays.stream(executors)
                .map(each -> each.split("/"))
                .forEach(each -> living.add(new Placement.Executor(each[0], each[1], 1)));
    }

    private static List<String> homes(Placement placement, int agents) {
        return IntStream.range(0, agents)
                .mapToObj(agent -> placement.home(agent).orElseThrow().id())
                .toList();
    }

    private static void see(Placement placement, String... executors) {
        float[] none = {};
        placement.seen(IntStream.range(0, executors.length)
                .mapToObj(agent -> new AgentReport(
                        agent, none, none, none, 0, 0, 0, null, 0, new Place("", executors[agent], "cpu"), 0, 0))
                .toList());
    }
}
