/** The command line. */
@NullMarked
package org.quorumsgd.cli;

import org.jspecify.annotations.NullMarked;
