/**
 * Reports of runs: one HTML file that opens without a network and draws with the script of package page, and the figures of the
 * same curves. Reads run directories only, through {@link org.quorumsgd.report.Directory}.
 */
@NullMarked
package org.quorumsgd.report;

import org.jspecify.annotations.NullMarked;
