/** The files of a run: manifest, summary, tables and the quorum vector, apart from where they are kept. */
@NullMarked
package org.quorumsgd.run;

import org.jspecify.annotations.NullMarked;
