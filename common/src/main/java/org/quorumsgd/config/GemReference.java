package org.quorumsgd.config;

/** From where gradient energy matching counts how far the centre has moved. */
public enum GemReference implements Choice {
    /** The centre that the agent's last commit met. */
    BEFORE_COMMIT,
    /** The centre that the agent's last commit made. */
    AFTER_COMMIT
}
