package org.quorumsgd.schedule;

import java.io.Serializable;

/** A value that depends on the step alone. */
@FunctionalInterface
public interface Schedule extends Serializable {
    /** The value at an agent's local step 0, 1, 2, ... */
    double at(long step);
}
