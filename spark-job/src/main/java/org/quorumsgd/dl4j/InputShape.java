package org.quorumsgd.dl4j;

import java.util.List;
import org.quorumsgd.config.Problems;

/** One example of the input, channel first: {@code channels x height x width}, each at least 1. */
public record InputShape(int channels, int height, int width) {
    public InputShape {
        Problems problems = new Problems();
        int[] sizes = {channels, height, width};
        List<String> names = List.of("channels", "height", "width");
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] < 1) {
                problems.invalid("input " + names.get(i), sizes[i], "at least 1");
            }
        }
        problems.throwIfAny();
    }

    /** Numbers in one example. */
    public int length() {
        return Math.multiplyExact(channels, Math.multiplyExact(height, width));
    }

    int smallerSide() {
        return Math.min(height, width);
    }

    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
