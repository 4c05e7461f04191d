package org.quorumsgd.ensemble;

/** What a loop has to keep beside its configuration to go on later; immutable. */
public interface TrainingState {
    /** Rounds done so far. */
    int rounds();
}
