package org.quorumsgd.agent;

import java.util.Locale;

/** Held-out data on which models are judged. */
public enum Split {
    VALIDATION,
    TEST;

    /** As people write it, such as "test". */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
