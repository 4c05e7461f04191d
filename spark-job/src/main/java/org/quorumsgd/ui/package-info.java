/**
 * The Quorum tab of Spark's UI, live and in the History Server: events go into Spark's own store, pages and JSON come out of
 * it. Knows the engine by its events only.
 */
@NullMarked
package org.quorumsgd.ui;

import org.jspecify.annotations.NullMarked;
