package org.quorumsgd.dl4j.spark;

import java.io.Serializable;

/** One minibatch and its index among all, as {@code MultiDataSet.save} writes it. */
@SuppressWarnings("ArrayRecordComponent") // no one compares minibatches
record Assembled(int index, byte[] data) implements Serializable {}
