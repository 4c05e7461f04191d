package org.quorumsgd.agent;

import java.util.List;
import org.quorumsgd.vector.Vector;

/**
 * What one agent minimizes: the loss on its own data, one minibatch at a time.
 *
 * <p>A call depends on its arguments alone: the minibatch and every random draw are addressed by (agent, step), so any call
 * may be repeated, anywhere, to the bit. Used by one thread at a time.
 */
public interface Objective extends AutoCloseable {
    /**
     * The mean loss over the minibatch of this step and its gradient, regularization included in both.
     *
     * @param step the agent's local step, which names the minibatch
     * @param parameters where loss and gradient are taken, shape (n,); left as it is
     * @param statistics running statistics of the model (batch norm), shape (m,), m = 0 where there are none; moved on in
     *     place by this minibatch
     * @param gradient shape (n,); overwritten with d loss / d parameters, so a caller that descends moves against it
     * @return the mean loss
     */
    double gradient(long step, Vector parameters, Vector statistics, Vector gradient);

    /**
     * The mean loss over this agent's part of the probe batch and its gradient: {@link #gradient} with the same images and the
     * same draws at every call, so that gradients at different points can be compared.
     *
     * @param parameters shape (n,); left as it is
     * @param statistics shape (m,); left as it is
     * @param gradient shape (n,); overwritten
     */
    double probe(Vector parameters, Vector statistics, Vector gradient);

    /** Evaluates a model on this agent's shard of a split; shards of all agents together are the whole split. */
    EvaluationSums evaluate(Split split, Model model);

    /**
     * The statistics that the model's parameters have over one pass through this agent's training data, shape (m,): mean over
     * its minibatches. The model's own statistics are not used.
     */
    Vector recalibratedStatistics(Model model);

    /** Where the vectors are with which {@link #gradient} works best, without copies: host memory, unless an objective says otherwise. */
    default Residence residence() {
        return Residence.HOST;
    }

    /** What the parameter vector consists of, as {@link Problem#blocks()} says; for the naming of what went wrong. */
    List<ParameterBlock> blocks();

    @Override
    void close();
}
