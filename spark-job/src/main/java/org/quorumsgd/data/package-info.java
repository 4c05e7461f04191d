/** Labelled image data sets behind the Hadoop file systems, and how their rows are dealt to the agents. Knows no Spark. */
@NullMarked
package org.quorumsgd.data;

import org.jspecify.annotations.NullMarked;
