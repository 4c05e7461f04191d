package org.quorumsgd.config;

import java.util.Locale;

/** An enum constant that configuration files write in kebab-case, such as {@code HEAVY_BALL} as {@code heavy-ball}. */
public interface Choice {
    /** The constant's Java name; every enum has it. */
    String name();

    default String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
