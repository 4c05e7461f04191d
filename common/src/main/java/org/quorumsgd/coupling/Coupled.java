package org.quorumsgd.coupling;

/** Through what the agents feel each other (Boffi &amp; Slotine 2020, eqs. 33-34). */
public enum Coupled {
    POSITION,
    POSITION_AND_VELOCITY
}
