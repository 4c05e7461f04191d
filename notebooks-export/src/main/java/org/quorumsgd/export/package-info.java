/** Tables and figures from run directories on a local disk; no Spark, no Deeplearning4j. */
@NullMarked
package org.quorumsgd.export;

import org.jspecify.annotations.NullMarked;
