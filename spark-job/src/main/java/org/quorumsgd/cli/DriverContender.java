package org.quorumsgd.cli;

import java.util.ArrayList;
import java.util.List;
import org.quorumsgd.agent.AgentQuestion;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.CommonSignal;
import org.quorumsgd.agent.ParameterBlock;
import org.quorumsgd.agent.Place;
import org.quorumsgd.agent.RoundPlan;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.ensemble.Ensemble;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.RoundRecord;

/**
 * What the driver itself does in a round: the loop's arithmetic and the measures, with agents that only hand back
 * positions made beforehand. The amount is rounds.
 */
final class DriverContender implements Contender {
    /** Whether the measures that cost passes over all parameters are taken. */
    enum Round {
        PLAIN,
        LOGGED
    }

    private final Round kind;
    private final Experiment experiment;
    private final List<ParameterBlock> blocks;
    private final QuorumLoop loop;
    private double shown;

    DriverContender(Configuration configuration, Round kind) {
        this.kind = kind;
        this.experiment = new Experiment(configuration, NoiseWorkload.of(configuration));
        int n = experiment.workload().parameters();
        this.blocks = List.of(new ParameterBlock("x", n));
        this.loop = new QuorumLoop(
                new StandingAgents(configuration.value(Keys.AGENTS), n),
                experiment.agentRules(),
                experiment.quorumRules(),
                configuration.value(Keys.COUPLING_PERIOD));
    }

    @Override
    public String description() {
        return experiment.sentence() + "; agents in the driver that hand back positions, no Spark";
    }

    @Override
    public long parameters() {
        return loop.centre().length();
    }

    @Override
    public double run(int amount) {
        long begin = System.nanoTime();
        for (int round = 0; round < amount; round++) {
            RoundRecord record = loop.advance();
            shown += record.synchronization().spread();
            if (kind == Round.LOGGED) {
                shown += RoundDetail.of(record, blocks).pairwiseMaximum();
            }
        }
        double millis = (System.nanoTime() - begin) * 1e-6 / amount;
        if (!Double.isFinite(shown)) {
            throw new IllegalStateException("positions are not finite");
        }
        return millis;
    }

    @Override
    public void close() {}

    /** Agents that go to and fro between two sets of positions. */
    private static final class StandingAgents implements Ensemble {
        private static final Place HERE = new Place("driver", "", "cpu");

        private final List<AgentReport> even = new ArrayList<>();
        private final List<AgentReport> odd = new ArrayList<>();

        StandingAgents(int agents, int n) {
            for (int agent = 0; agent < agents; agent++) {
                even.add(report(agent, n, 0));
                odd.add(report(agent, n, 1));
            }
        }

        private static AgentReport report(int agent, int n, int phase) {
            float[] position = new float[n];
            for (int j = 0; j < n; j++) {
                position[j] = (float) Math.sin(j + 0.1 * agent + phase);
            }
            return new AgentReport(agent, position, new float[0], new float[0], 1, 1, 1, null, 0, HERE, 0, 0);
        }

        @Override
        public List<AgentReport> start() {
            return even;
        }

        @Override
        public List<AgentReport> round(RoundPlan plan, CommonSignal signal) {
            return plan.round() % 2 == 0 ? odd : even;
        }

        @Override
        public <R> List<R> ask(String what, AgentQuestion<R> question) {
            throw new UnsupportedOperationException(what);
        }

        @Override
        public void close() {}
    }
}
