package org.quorumsgd.cli;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.spark.api.java.JavaSparkContext;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.engine.SparkSimulations;
import org.quorumsgd.simulate.Simulation;

/** Seconds that a Spark job takes for 1e9 updates of agents, results in the driver included. The amount is jobs. */
final class SimulationJobContender implements Contender {
    private static final double UPDATES = 1e9;

    private final SimulatedModel model;
    private final List<Simulation> simulations;
    private final JavaSparkContext context;

    SimulationJobContender(Configuration configuration) {
        this.model = SimulatedModel.of(configuration);
        this.simulations = model.simulations();
        this.context = JobContender.openContext("simulations");
    }

    @Override
    public String description() {
        return model.sentence() + "; " + context.master();
    }

    @Override
    public long parameters() {
        return 0;
    }

    @Override
    public double run(int amount) {
        long begin = System.nanoTime();
        for (int job = 0; job < amount; job++) {
            try {
                SparkSimulations.begin(context, model.rules(), model.noise(), simulations)
                        .get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return (System.nanoTime() - begin) * 1e-9 / amount / model.updates() * UPDATES;
    }

    @Override
    public void close() {
        context.close();
    }
}
