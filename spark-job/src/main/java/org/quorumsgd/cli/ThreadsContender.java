package org.quorumsgd.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.Keys;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.dl4j.Dl4jAcceleration;
import org.quorumsgd.dl4j.GradientLoop;
import org.quorumsgd.dl4j.MatrixProduct;
import org.quorumsgd.simulate.Simulation;
import org.quorumsgd.simulate.SimulationBlock;
import org.quorumsgd.torch.TorchGradientLoop;

/** The same piece of work, again and again, in one or several threads at a time, without Spark. */
final class ThreadsContender implements Contender {
    private static final int MATRIX_ROWS = 2048;
    private static final int COPIED_FLOATS = 1 << 25;

    private final String description;
    private final long parameters;
    private final double perRepetition;
    private final List<IntConsumer> works;
    private final ExecutorService threads;

    /**
     * @param perRepetition what one repetition in one thread adds to the result, which is a sum over the threads per second
     * @param works of each thread; the argument is repetitions
     */
    private ThreadsContender(String description, long parameters, double perRepetition, List<IntConsumer> works) {
        this.description = description;
        this.parameters = parameters;
        this.perRepetition = perRepetition;
        this.works = works;
        this.threads = Executors.newFixedThreadPool(works.size());
    }

    /** The gradient of the configuration's network in a thread an agent, uncoupled; images per second. */
    static Contender bareLoops(Configuration configuration) {
        ImageWorkload workload = NoiseWorkload.images(configuration);
        String library = String.join("; ", workload.enable());
        int agents = configuration.value(Keys.AGENTS);
        int batchSize = configuration.value(Keys.BATCH_SIZE);
        return new ThreadsContender(
                "gradient loop in " + agents + " threads, minibatch " + batchSize + ", no Spark, no coupling; "
                        + library,
                workload.parameters(),
                batchSize,
                works(agents, () -> bareLoop(configuration, workload.network(), batchSize)));
    }

    private static IntConsumer bareLoop(Configuration configuration, String network, int batchSize) {
        return switch (configuration.value(Keys.MODEL_BACKEND)) {
            case DL4J -> new GradientLoop(network, NoiseWorkload.SHAPE, NoiseWorkload.CLASSES, batchSize)::run;
            case TORCH ->
                new TorchGradientLoop(configuration, NoiseWorkload.SHAPE, NoiseWorkload.CLASSES, batchSize)::run;
        };
    }

    /** Products of square matrices, one thread each; gigaflops. */
    static Contender matrixProducts(int threads) {
        return new ThreadsContender(
                "ND4J, " + MATRIX_ROWS + " x " + MATRIX_ROWS + " floats, " + threads + " threads; "
                        + Dl4jAcceleration.enable().line(),
                0,
                MatrixProduct.flops(MATRIX_ROWS) * 1e-9,
                works(threads, () -> new MatrixProduct(MATRIX_ROWS)::run));
    }

    /** Copies between arrays far larger than the caches; gigabytes per second, bytes read and bytes written. */
    static Contender streamCopies(int threads) {
        return new ThreadsContender(
                "System.arraycopy of " + (COPIED_FLOATS >> 20) + " Mi floats, " + threads + " threads",
                0,
                2.0 * Float.BYTES * COPIED_FLOATS * 1e-9,
                works(threads, () -> {
                    float[] from = new float[COPIED_FLOATS];
                    float[] to = new float[COPIED_FLOATS];
                    return repetitions -> {
                        for (int i = 0; i < repetitions; i++) {
                            System.arraycopy(from, 0, to, 0, from.length);
                        }
                    };
                }));
    }

    /** All simulations of a configuration in each thread; million updates of agents per second. */
    static Contender simulations(Configuration configuration, int threads) {
        SimulatedModel model = SimulatedModel.of(configuration);
        List<Simulation> simulations = model.simulations();
        return new ThreadsContender(
                model.sentence() + "; " + threads + (threads == 1 ? " thread, " : " threads, ")
                        + SimulationBlock.width() + " simulations at once, no Spark",
                0,
                model.updates() * 1e-6,
                works(threads, () -> repetitions -> {
                    for (int i = 0; i < repetitions; i++) {
                        SimulationBlock.run(model.rules(), model.noise(), simulations);
                    }
                }));
    }

    private static List<IntConsumer> works(int threads, java.util.function.Supplier<IntConsumer> make) {
        return IntStream.range(0, threads).mapToObj(thread -> make.get()).toList();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public long parameters() {
        return parameters;
    }

    @Override
    public double run(int amount) {
        long begin = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        works.forEach(work -> running.add(threads.submit(() -> work.accept(amount))));
        try {
            for (Future<?> thread : running) {
                thread.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return amount * perRepetition * works.size() / ((System.nanoTime() - begin) * 1e-9);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
