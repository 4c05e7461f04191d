package org.quorumsgd.decentralized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.decentralized.Topology.Link;
import org.quorumsgd.random.RandomStreams;

final class TopologyTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void allAreLinkedToAll(int agents) {
        Topology topology = Topology.allToAll(agents);
        assertThat(topology.isComplete()).isTrue();
        assertThat(topology.neighbours()).allSatisfy(list -> assertThat(list).hasSize(agents - 1));
        assertSymmetric(topology);
    }

    @Test
    void inARingEachHasTheOneBeforeAndTheOneAfter() {
        assertThat(Topology.ring(5).neighbours())
                .containsExactly(List.of(1, 4), List.of(0, 2), List.of(1, 3), List.of(2, 4), List.of(0, 3));
        assertThat(Topology.ring(2).neighbours()).containsExactly(List.of(1), List.of(0));
        assertThat(Topology.ring(1).neighbours()).containsExactly(List.of());
        assertThat(Topology.ring(3).isComplete()).isTrue();
        assertThat(Topology.ring(4).isComplete()).isFalse();
    }

    @Test
    void aTorusIsALatticeWhoseEndsAreJoined() {
        Topology torus = Topology.torus(3, 4);
        // 0 1 2 3 / 4 5 6 7 / 8 9 10 11
        assertThat(torus.neighbours().get(0)).containsExactly(1, 3, 4, 8);
        assertThat(torus.neighbours().get(5)).containsExactly(1, 4, 6, 9);
        assertThat(torus.neighbours().get(11)).containsExactly(3, 7, 8, 10);
        assertSymmetric(torus);
        assertThat(Topology.torus(2, 3).neighbours())
                .as("a side of 2 has one link")
                .containsExactly(
                        List.of(1, 2, 3),
                        List.of(0, 2, 4),
                        List.of(0, 1, 5),
                        List.of(0, 4, 5),
                        List.of(1, 3, 5),
                        List.of(2, 3, 4));
    }

    @ParameterizedTest
    @CsvSource({"4, 2", "6, 2", "9, 3", "12, 3", "100, 10", "7, 1", "1, 1"})
    void theTorusIsAsSquareAsItCanBe(int agents, int rows) {
        assertThat(Topology.rowsOfTorus(agents)).isEqualTo(rows);
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "4, 3", "8, 3", "9, 4", "10, 5", "10, 9", "40, 2", "100, 3", "100, 7"})
    void aRandomRegularGraphIsConnectedAndHasItsDegree(int agents, int degree) {
        for (long seed = 1; seed <= 5; seed++) {
            Topology topology = Topology.randomRegular(agents, degree, new RandomStreams(seed));
            assertThat(topology.neighbours())
                    .allSatisfy(list -> assertThat(list).hasSize(degree).doesNotHaveDuplicates());
            assertSymmetric(topology);
        }
    }

    @Test
    void theSeedDecidesARandomGraph() {
        assertThat(Topology.randomRegular(20, 3, new RandomStreams(1)))
                .isEqualTo(Topology.randomRegular(20, 3, new RandomStreams(1)))
                .isNotEqualTo(Topology.randomRegular(20, 3, new RandomStreams(2)));
    }

    /**
     * Of the 70 labelled cubic graphs on 6 points 60 are prisms and 10 are K(3,3), which alone has no triangle; all are connected.
     * 2,000 draws of a fraction 1/7 err by 0.008.
     */
    @Test
    void randomGraphsAreUniform() {
        Map<Topology, Integer> counts = new HashMap<>();
        int withoutTriangle = 0;
        int draws = 2000;
        for (long seed = 0; seed < draws; seed++) {
            Topology topology = Topology.randomRegular(6, 3, new RandomStreams(seed));
            counts.merge(topology, 1, Integer::sum);
            List<Integer> ofFirst = topology.neighbours().get(0);
            boolean bipartite = ofFirst.stream()
                    .allMatch(agent -> topology.neighbours().get(agent).stream().noneMatch(ofFirst::contains));
            withoutTriangle += bipartite ? 1 : 0;
        }
        assertThat(counts).hasSize(70);
        assertThat((double) withoutTriangle / draws).isBetween(1 / 7.0 - 4 * 0.008, 1 / 7.0 + 4 * 0.008);
    }

    @ParameterizedTest
    @CsvSource({"4, 4", "5, 3", "5, 1", "2, 2"})
    void noGraphHasSuchDegrees(int agents, int degree) {
        assertThatThrownBy(() -> Topology.randomRegular(agents, degree, new RandomStreams(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid degree: " + degree);
    }

    @Test
    void aGraphInPiecesIsRefused() {
        List<Link> links = List.of(new Link(0, 1), new Link(2, 3));
        assertThat(Topology.unreachable(5, links)).containsExactly(2, 3, 4);
        assertThatThrownBy(() -> Topology.of(5, links))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no path from agent 0 to [2, 3, 4]");
    }

    private static void assertSymmetric(Topology topology) {
        for (int agent = 0; agent < topology.agents(); agent++) {
            for (int neighbour : topology.neighbours().get(agent)) {
                assertThat(neighbour).isNotEqualTo(agent);
                assertThat(topology.neighbours().get(neighbour)).contains(agent);
            }
        }
    }
}
