/**
 * Runs as files for other programs: tables, vectors, figures and notebooks. Reads run directories through {@link
 * org.quorumsgd.report.Directory} and writes through {@link org.quorumsgd.export.Destination}, so that both may be on any file
 * system; no Spark, no Deeplearning4j, no Hadoop.
 */
@NullMarked
package org.quorumsgd.export;

import org.jspecify.annotations.NullMarked;
