package org.quorumsgd.data;

/**
 * What one agent holds in memory.
 *
 * @param training the images it draws minibatches from, in the sampler's order
 * @param trainingShare its share of them, in random order: shares of all agents together hold every training image once,
 *     whatever the assignment
 * @param validation its share of the validation split
 * @param test its share of the test split
 */
public record AgentSamples(
        ImageSamples training,
        ImageSamples trainingShare,
        ImageSamples validation,
        ImageSamples test,
        BatchSampler sampler) {}
