package org.quorumsgd.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapVectorTest extends VectorContract {
    @Override
    protected Vector vector(float... values) {
        return HeapVector.of(values);
    }

    @Test
    void equalityIsThatOfTheBits() {
        assertThat(HeapVector.of(1, 2)).isEqualTo(HeapVector.of(1, 2)).hasSameHashCodeAs(HeapVector.of(1, 2));
        assertThat(HeapVector.of(1, 2)).isNotEqualTo(HeapVector.of(1, 3));
        assertThat(HeapVector.of(0f)).isNotEqualTo(HeapVector.of(-0f));
        assertThat(HeapVector.of(Float.NaN)).isEqualTo(HeapVector.of(Float.NaN));
    }

    @Test
    void ofCopiesTheArrayAndOwningKeepsIt() {
        float[] values = {1, 2};
        HeapVector copied = HeapVector.of(values);
        HeapVector owned = HeapVector.owning(values);
        values[0] = 9;
        assertThat(copied).isEqualTo(HeapVector.of(1, 2));
        assertThat(owned).isEqualTo(HeapVector.of(9, 2));
    }
}
