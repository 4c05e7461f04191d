package org.quorumsgd.cli;

import java.nio.file.Path;
import java.util.List;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.asynchronous.AsynchronousEnsemble;
import org.quorumsgd.asynchronous.AsynchronousLoop;
import org.quorumsgd.asynchronous.LocalAsynchronousEnsemble;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.ConfigurationLoader;
import org.quorumsgd.config.Keys;
import org.quorumsgd.data.ChannelStatistics;
import org.quorumsgd.decentralized.DecentralizedLoop;
import org.quorumsgd.ensemble.Ensemble;
import org.quorumsgd.ensemble.LocalEnsemble;
import org.quorumsgd.ensemble.QuorumLoop;
import org.quorumsgd.ensemble.TrainingLoop;
import org.quorumsgd.run.QuorumHash;

/** A run of a configuration without Spark: all agents in one thread of this JVM. */
public final class Oracle {
    private Oracle() {}

    /** Hash of the quorum at the end. */
    public static String sha256(Path file) {
        Configuration configuration = ConfigurationLoader.fromFile(file, List.of());
        ImageWorkload workload = ImageWorkload.prepare(configuration, new org.apache.hadoop.conf.Configuration());
        Experiment experiment = new Experiment(
                configuration, workload, Topologies.of(configuration, new org.apache.hadoop.conf.Configuration()));
        int agents = configuration.value(Keys.AGENTS);
        ChannelStatistics statistics = ChannelStatistics.zero(1);
        for (int agent = 0; agent < agents; agent++) {
            statistics = statistics.plus(workload.images().scan(agent));
        }
        Problem problem = workload.problem(statistics.normalisation());
        if (experiment.isDecentralized()) {
            try (AsynchronousEnsemble ensemble =
                    new LocalAsynchronousEnsemble(problem, agents, DecentralizedLoop.works(experiment.agentRules()))) {
                return sha256(
                        experiment,
                        new DecentralizedLoop(
                                ensemble,
                                experiment.agentRules(),
                                experiment.decentralizedRules(),
                                configuration.value(Keys.COUPLING_PERIOD)));
            }
        }
        if (experiment.isAsynchronous()) {
            try (AsynchronousEnsemble ensemble =
                    new LocalAsynchronousEnsemble(problem, agents, experiment.agentRules())) {
                return sha256(
                        experiment,
                        new AsynchronousLoop(
                                ensemble,
                                experiment.agentRules(),
                                experiment.asynchronousRules(),
                                configuration.value(Keys.COUPLING_PERIOD)));
            }
        }
        try (Ensemble ensemble = new LocalEnsemble(
                problem,
                agents,
                experiment.agentRules(),
                experiment.quorumRules().coupled())) {
            return sha256(
                    experiment,
                    new QuorumLoop(
                            ensemble,
                            experiment.agentRules(),
                            experiment.quorumRules(),
                            configuration.value(Keys.COUPLING_PERIOD)));
        }
    }

    private static String sha256(Experiment experiment, TrainingLoop loop) {
        while (loop.rounds() < experiment.plannedRounds()) {
            loop.advance();
        }
        return QuorumHash.sha256(loop.reported().parameters().hostValues());
    }
}
