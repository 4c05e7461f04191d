package org.quorumsgd.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.vector.Vector;

/**
 * The momentum that asynchrony gives the path of a server's centre (Mitliagkas, Zhang, Hadjis, Re 2016, "Asynchrony begets
 * momentum"). Where each commit comes from any of p agents with probability 1/p (exponential service times) and adds -eta times a
 * gradient at the centre that the agent had pulled, for every loss
 *
 * <pre>
 *   E[x_{t+2} - x_{t+1} | F_t] = mu E[x_{t+1} - x_t | F_t] + (1 - mu) E[-eta grad f(x_{t+1}) | F_t],   mu = 1 - 1/p,
 * </pre>
 *
 * F_t all that is known before commit t + 1, which makes x_{t+1}, is drawn: a commit is on average the mean of -eta grad f at what the
 * p agents at work have pulled, and commit t + 1 puts x_{t+1} in the place of one of these. In place of the last term stands D_{t+1}, what
 * the next commit of that agent moves the centre by. Least squares of successive displacements would be biased, since they share noise;
 * so mu is fitted with an instrument z_t that F_t contains, how far the centre is ahead of the mean of what the agents at work had
 * pulled before the last commit:
 *
 * <pre>
 *   1 - mu = sum_t z_t . (d_{t+1} - d_{t+2}) / sum_t z_t . (d_{t+1} - D_{t+1}),
 *   d_t = x_t - x_{t-1},   z_t = x_t - (1/p) sum_i pulled^i_{t-1}
 * </pre>
 *
 * One agent has mu = 0 exactly. Rules that scale what agents commit enter with what moved the centre; for them, and for other service
 * times, mu is the best such fit and no theorem.
 *
 * <p>The standard error is that of a ratio of sums, from at least {@value #LEAST_BLOCKS} blocks of successive commits, each of at
 * least 2p. Coordinates are watched evenly spaced, at most {@value #MOST_COORDINATES} of them: each obeys the identity on its own.
 * Memory: twice as many doubles an agent. After a path that is not finite there is no estimate. Not thread-safe.
 */
public final class ImplicitMomentum {
    private static final int MOST_COORDINATES = 4096;
    private static final int LEAST_BLOCKS = 32;
    /** Above it a fit says nothing: with one agent mu is 0, with two 1/2, with three 2/3. */
    private static final double LARGEST_ERROR = 0.05;

    /**
     * A fit.
     *
     * @param momentum mu
     * @param standardError of it
     */
    public record Estimate(double momentum, double standardError) {}

    /** An agent at work, since its last commit. */
    private static final class AtWork {
        private double[] pulled;
        private double @Nullable [] instrument;
        /** z . d_{t+1}. */
        private double own;
        /** z . d_{t+2}. */
        private double following;

        private AtWork(double[] pulled) {
            this.pulled = pulled;
        }
    }

    /** Sums of z . (d_{t+1} - d_{t+2}) and z . (d_{t+1} - D_{t+1}). */
    private record Block(double change, double lag) {
        private Block plus(Block other) {
            return new Block(change + other.change, lag + other.lag);
        }
    }

    private final int stride;
    private final List<AtWork> agents = new ArrayList<>();
    private double[] centre;
    /** Mean of what the agents had pulled, before the last commit and after it. */
    private double @Nullable [] meanBefore;

    private double[] mean;
    private @Nullable AtWork last;

    private final List<Block> blocks = new ArrayList<>();
    private Block open = new Block(0, 0);
    private long inOpen;
    private long blockLength;

    /** @param centre x_0, from which all agents begin */
    public ImplicitMomentum(int agents, Vector centre) {
        this.stride = (centre.length() + MOST_COORDINATES - 1) / MOST_COORDINATES;
        this.centre = watched(centre);
        this.mean = this.centre.clone();
        for (int agent = 0; agent < agents; agent++) {
            this.agents.add(new AtWork(this.centre));
        }
        this.blockLength = 2L * agents;
    }

    /** @param next the centre after the agent's commit, from which it goes on */
    public void committed(int agent, Vector next) {
        double[] position = watched(next);
        double[] moved = difference(position, centre);
        if (last != null && last.instrument != null) {
            last.following = dot(last.instrument, moved);
        }
        AtWork work = agents.get(agent);
        if (work.instrument != null) {
            add(new Block(work.own - work.following, work.own - dot(work.instrument, moved)));
        }
        work.instrument = meanBefore == null ? null : difference(centre, meanBefore);
        if (work.instrument != null) {
            work.own = dot(work.instrument, moved);
        }
        meanBefore = mean;
        mean = mean.clone();
        for (int j = 0; j < mean.length; j++) {
            mean[j] += (position[j] - work.pulled[j]) / agents.size();
        }
        work.pulled = position;
        centre = position;
        last = work;
    }

    /** Nothing before enough commits, or where their scatter leaves mu open. */
    public Optional<Estimate> estimate() {
        int count = blocks.size();
        Block sum = blocks.stream().reduce(new Block(0, 0), Block::plus);
        double share = sum.change / sum.lag;
        double squares = 0;
        for (Block block : blocks) {
            double residual = block.change - share * block.lag;
            squares += residual * residual;
        }
        double error = Math.sqrt(squares * count / (count - 1.0)) / Math.abs(sum.lag);
        return count >= LEAST_BLOCKS && error <= LARGEST_ERROR
                ? Optional.of(new Estimate(1 - share, error))
                : Optional.empty();
    }

    private void add(Block commit) {
        open = open.plus(commit);
        inOpen++;
        if (inOpen < blockLength) {
            return;
        }
        blocks.add(open);
        open = new Block(0, 0);
        inOpen = 0;
        if (blocks.size() == 2 * LEAST_BLOCKS) {
            for (int pair = 0; pair < LEAST_BLOCKS; pair++) {
                blocks.set(pair, blocks.get(2 * pair).plus(blocks.get(2 * pair + 1)));
            }
            blocks.subList(LEAST_BLOCKS, 2 * LEAST_BLOCKS).clear();
            blockLength *= 2;
        }
    }

    private double[] watched(Vector vector) {
        float[] values = vector.hostValues();
        double[] watched = new double[(values.length + stride - 1) / stride];
        for (int j = 0; j < watched.length; j++) {
            watched[j] = values[j * stride];
        }
        return watched;
    }

    private static double[] difference(double[] one, double[] other) {
        double[] difference = new double[one.length];
        for (int j = 0; j < difference.length; j++) {
            difference[j] = one[j] - other[j];
        }
        return difference;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int j = 0; j < one.length; j++) {
            sum += one[j] * other[j];
        }
        return sum;
    }
}
