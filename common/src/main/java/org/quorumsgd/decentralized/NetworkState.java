package org.quorumsgd.decentralized;

import java.util.List;

/**
 * All that a {@link Network} carries at an instant; immutable. When a link's last parcel arrives is not part of it: where none is under way that
 * is past, and holds up nothing.
 *
 * @param known [agent][origin]: parcels of that origin that have come to the agent; its own as soon as they are sent
 * @param carried [from][to]: parcels that the link has been given
 * @param underWay in the order in which they will arrive
 * @param inboxes what has come to each agent and has not been collected, in order of arrival
 */
public record NetworkState(
        List<List<Long>> known, List<List<Long>> carried, List<Delivery> underWay, List<List<Parcel>> inboxes) {
    public NetworkState {
        known = known.stream().map(List::copyOf).toList();
        carried = carried.stream().map(List::copyOf).toList();
        underWay = List.copyOf(underWay);
        inboxes = inboxes.stream().map(List::copyOf).toList();
    }
}
