package org.quorumsgd.random;

/** What a random stream is for. The code is part of every key: a purpose may be added, its code never changed. */
public enum Purpose {
    /** Initial parameters. */
    START(1),
    /** The split of the training data in training and validation, and the dealing of parts to agents. */
    SPLIT(2),
    /** The order in which an agent sees its part in one epoch. */
    SAMPLING(3),
    /** Random layers of a network, such as dropout, in one step. */
    LAYERS(4),
    /** Gradient noise of an analytic problem in one step. */
    NOISE(5),
    /** Shifts and reflections of an agent's training images in one step. */
    AUGMENTATION(6),
    /** The images of the probe batch, and random layers on it. */
    PROBE(7),
    /** The first direction of an estimation of curvature. */
    CURVATURE(8),
    /** What one of many simulations draws with. */
    SIMULATION(9),
    /** What all simulations draw with in one step. */
    SIMULATION_STEP(10),
    /** How long one of an agent's works takes on the virtual clock. */
    SERVICE(11),
    /** How long a link takes with one parcel on the virtual clock. */
    LINK(12),
    /** A random graph of agents. */
    TOPOLOGY(13);

    final long code;

    Purpose(long code) {
        this.code = code;
    }
}
