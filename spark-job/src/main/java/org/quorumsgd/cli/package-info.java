/** The command line: wires configuration, data, model, engine and files together. */
@NullMarked
package org.quorumsgd.cli;

import org.jspecify.annotations.NullMarked;
