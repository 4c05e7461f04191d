package org.quorumsgd.dl4j;

import org.quorumsgd.config.Problems;
import org.quorumsgd.data.ImageShape;

/**
 * What every preset needs.
 *
 * @param input one example
 * @param classes at least 2
 * @param dropout probability in [0, 1) that an input of the last layer is dropped in training; 0 is none
 * @param l2 coefficient c >= 0 of the penalty c/2 |w|^2; on weights only, never on biases or batch norm
 */
public record NetworkSettings(ImageShape input, int classes, double dropout, double l2) {
    public NetworkSettings {
        Problems problems = new Problems();
        if (classes < 2) {
            problems.invalid("classes", classes, "at least 2");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            problems.invalid("dropout", dropout, "a probability in [0, 1)");
        }
        if (!(l2 >= 0 && l2 < Double.POSITIVE_INFINITY)) {
            problems.invalid("l2", l2, "a finite number of at least 0");
        }
        problems.throwIfAny();
    }
}
