package org.quorumsgd.agent;

import java.util.ArrayList;
import java.util.List;
import org.quorumsgd.vector.Vector;

/** Names the blocks of a model that hold a value which is not finite. Looked up only when something is not. */
final class NonFiniteBlocks {
    private static final int MOST_NAMED = 3;

    private NonFiniteBlocks() {}

    /**
     * The blocks in words, in the model's order.
     *
     * @param vector shape (n,)
     * @param blocks whose lengths add up to n
     * @return such as "not finite in 0_W, 0_b"; empty where every value is finite
     */
    static String of(Vector vector, List<ParameterBlock> blocks) {
        float[] values = vector.hostValues();
        List<String> names = new ArrayList<>();
        int begin = 0;
        for (ParameterBlock block : blocks) {
            int end = begin + block.length();
            if (hasNonFinite(values, begin, end)) {
                names.add(block.name());
            }
            begin = end;
        }
        if (names.isEmpty()) {
            return "";
        }
        int others = names.size() - MOST_NAMED;
        String named = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
        return "not finite in " + named
                + (others > 0 ? " and " + others + " more of " + blocks.size() + " blocks" : "");
    }

    private static boolean hasNonFinite(float[] values, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (!Float.isFinite(values[i])) {
                return true;
            }
        }
        return false;
    }
}
