package org.quorumsgd.simulate;

import java.io.Serializable;

/**
 * One of many simulations.
 *
 * @param gain k
 * @param index which draws it uses; simulations of different gains and the same index start at the same points and feel the same
 *     noise
 */
public record Simulation(double gain, int index) implements Serializable {}
