package org.quorumsgd.dl4j.spark;

/** Deals a fit's minibatches to at most so many agents. */
@FunctionalInterface
interface MinibatchSupply {
    DealtMinibatches deal(int atMost);
}
