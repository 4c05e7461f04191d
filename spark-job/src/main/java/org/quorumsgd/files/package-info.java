/** Where a run's files are kept: a directory on any Hadoop file system. */
@NullMarked
package org.quorumsgd.files;

import org.jspecify.annotations.NullMarked;
