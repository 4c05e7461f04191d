package org.quorumsgd.agent;

import java.io.Serializable;

/**
 * One array of a model in its flat parameter vector, such as a layer's weights.
 *
 * @param name unique among the blocks of a model
 * @param length how many parameters
 */
public record ParameterBlock(String name, int length) implements Serializable {}
