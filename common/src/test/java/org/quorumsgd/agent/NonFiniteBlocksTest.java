package org.quorumsgd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumsgd.vector.HeapVector;

class NonFiniteBlocksTest {
    private static final List<ParameterBlock> BLOCKS = List.of(
            new ParameterBlock("0_W", 2),
            new ParameterBlock("0_b", 1),
            new ParameterBlock("1_W", 2),
            new ParameterBlock("1_b", 1),
            new ParameterBlock("2_W", 1));

    @Test
    void onlyTheBlocksWithAValueThatIsNotFiniteAreNamed() {
        assertThat(NonFiniteBlocks.of(HeapVector.of(1, 2, Float.NaN, 4, Float.NEGATIVE_INFINITY, 6, 7), BLOCKS))
                .isEqualTo("not finite in 0_b, 1_W");
    }

    @Test
    void whereAllBlocksAreSpoiltThreeAreNamed() {
        float nan = Float.NaN;
        assertThat(NonFiniteBlocks.of(HeapVector.of(nan, nan, nan, nan, nan, nan, nan), BLOCKS))
                .isEqualTo("not finite in 0_W, 0_b, 1_W and 2 more of 5 blocks");
    }

    @Test
    void nothingIsNamedWhereEveryValueIsFinite() {
        assertThat(NonFiniteBlocks.of(HeapVector.of(1, 2, 3, 4, 5, 6, Float.MAX_VALUE), BLOCKS))
                .isEmpty();
    }
}
