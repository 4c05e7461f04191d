/** Quorum as a training master of Deeplearning4j's Spark module. */
@NullMarked
package org.quorumsgd.dl4j.spark;

import org.jspecify.annotations.NullMarked;
