/**
 * What a run tells Spark's listener bus, and through it the event log: scalar measures only. Class and property names are a
 * file format; they are added to, never renamed.
 */
@NullMarked
package org.quorumsgd.event;

import org.jspecify.annotations.NullMarked;
