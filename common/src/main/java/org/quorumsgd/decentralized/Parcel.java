package org.quorumsgd.decentralized;

import org.quorumsgd.vector.Vector;

/**
 * What an agent broadcasts. Immutable: no one writes to its vector.
 *
 * @param origin the agent
 * @param number of its parcels before this one
 * @param gradients how many are in the sum
 * @param sum of gradients, shape (n,)
 */
public record Parcel(int origin, long number, int gradients, Vector sum) {}
