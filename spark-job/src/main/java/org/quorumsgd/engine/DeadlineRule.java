package org.quorumsgd.engine;

import org.quorumsgd.config.DeadlineAction;
import org.quorumsgd.ensemble.RoundDeadline;

/**
 * What happens to a round that does not end.
 *
 * @param factor see {@link RoundDeadline}
 * @param floorSeconds see {@link RoundDeadline}
 * @param fraction of the agents, in [0, 1), that must have reported before a round ends without the others
 */
public record DeadlineRule(DeadlineAction action, double factor, double floorSeconds, double fraction) {
    /** Says who is late after a minute or ten times the usual round, whatever is longer. */
    public static final DeadlineRule WAIT = new DeadlineRule(DeadlineAction.WAIT, 10, 60, 0.5);

    RoundDeadline deadline() {
        return new RoundDeadline(factor, floorSeconds);
    }

    /** Reports without which no round of so many agents ends. */
    int enough(int agents) {
        return Math.max(1, (int) Math.ceil(fraction * agents));
    }
}
