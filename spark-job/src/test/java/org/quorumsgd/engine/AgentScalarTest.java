package org.quorumsgd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

final class AgentScalarTest {
    @Test
    void mergingATaskAgainChangesNothingAndNewerNumbersReplaceOlder() {
        AgentScalar total = new AgentScalar();
        AgentScalar task = of(1, 2.5);
        total.merge(of(0, 1));
        total.merge(task);
        total.merge(task.copy());
        assertThat(total.value().byAgent()).hasSize(2).containsEntry(1, 2.5);
        total.merge(of(1, 3));
        assertThat(total.value()).hasToString("mean 2.000, 1.000 (agent 0) to 3.000 (agent 1)");
        assertThat(of(7, 0.125)).satisfies(one -> assertThat(one.value()).hasToString("0.1250"));
    }

    @Test
    void whatIsNotMeasuredIsZero() {
        AgentScalar scalar = of(0, Double.NaN);
        assertThat(scalar.isZero()).isTrue();
        assertThat(scalar.copyAndReset().isZero()).isTrue();
    }

    @Test
    void stagePageShowsMeanAndExtremesOfTheAgents() throws Exception {
        try (JavaSparkContext context = LocalSpark.context("local[2]")) {
            AgentScalar loss = ReportScalars.register(context).trainLoss();
            context.parallelize(List.of(0, 1, 2, 3), 4).foreach(agent -> loss.add(agent, 0.5 * agent));
            context.sc().listenerBus().waitUntilEmpty();
            assertThat(JavaConverters.seqAsJavaList(
                            context.sc().statusStore().lastStageAttempt(0).accumulatorUpdates()))
                    .singleElement()
                    .satisfies(shown -> {
                        assertThat(shown.name()).isEqualTo("quorum train loss");
                        assertThat(shown.value()).isEqualTo("mean 0.7500, 0.000 (agent 0) to 1.500 (agent 3)");
                    });
        }
    }

    private static AgentScalar of(int agent, double value) {
        AgentScalar scalar = new AgentScalar();
        scalar.add(agent, value);
        return scalar;
    }
}
