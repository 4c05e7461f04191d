package org.quorumsgd.data;

/**
 * What one agent holds in memory.
 *
 * @param training the images it draws minibatches from, in the sampler's order
 * @param validation its share of the validation split
 * @param test its share of the test split
 */
public record AgentSamples(ImageSamples training, ImageSamples validation, ImageSamples test, BatchSampler sampler) {}
