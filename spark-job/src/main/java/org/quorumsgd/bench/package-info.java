/** Comparisons of speed: what runs beside what, in turn, and what came out; knows neither Spark nor a backend. */
@NullMarked
package org.quorumsgd.bench;

import org.jspecify.annotations.NullMarked;
