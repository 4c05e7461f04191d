package org.quorumsgd.decentralized;

/** How long links take to carry parcels, on the virtual clock, in the unit of the service times. */
@FunctionalInterface
public interface LinkDelays {
    /** Parcels are there at once. */
    LinkDelays NONE = (from, to, parcel) -> 0;

    /**
     * The time that a link takes with the parcels 0, 1, 2, ... that it carries in one direction: a function of its arguments alone.
     *
     * @return finite, at least 0
     */
    double of(int from, int to, long parcel);
}
