package org.quorumsgd.decentralized;

/**
 * A parcel under way on a link.
 *
 * @param time when it arrives
 * @param order how many deliveries, on whichever links, set out before this one
 */
public record Delivery(double time, long order, int from, int to, Parcel parcel) {}
