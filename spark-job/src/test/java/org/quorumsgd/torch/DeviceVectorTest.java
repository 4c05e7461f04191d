package org.quorumsgd.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.engine.SparkDefaults;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Bit for bit what {@link HeapVector} gives, whose own test holds it to the contract. */
final class DeviceVectorTest {
    private final DeviceMemory memory = new DeviceMemory(TorchDevice.CPU_WITH_VECTORS);

    @BeforeAll
    static void load() {
        TorchLibrary.enable();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 7, 8, 31, 1000, 70_001})
    void everyOperationHasTheBitsOfTheHeap(int n) {
        Stream.<BiConsumer<Vector, Vector>>of(
                        (y, x) -> y.scale(-0.37f),
                        (y, x) -> y.axpy(-0.37f, x),
                        (y, x) -> y.axpy(1f, x),
                        (y, x) -> y.axpby(-0.37f, x, 0.9f),
                        (y, x) -> y.axpby(-0.1f, y, 0.9f),
                        (y, x) -> y.axpy(2f, y),
                        (y, x) -> y.moveTowards(x, 0.3f),
                        (y, x) -> y.moveTowards(y, 0.3f),
                        (y, x) -> y.assign(x),
                        (y, x) -> y.assign(x.hostValues()))
                .forEach(operation -> sameBits(n, operation));
        Stream.<ToDoubleBiFunction<Vector, Vector>>of(
                        Vector::dot, Vector::squaredDistance, (y, x) -> y.norm(), (y, x) -> y.squaredDistance(y))
                .forEach(reduction -> {
                    Vector y = heap(n, 1);
                    Vector x = heap(n, 2);
                    double expected = reduction.applyAsDouble(y, x);
                    assertThat(reduction.applyAsDouble(memory.vector(y), memory.vector(x)))
                            .isEqualTo((Double) expected);
                    assertThat(reduction.applyAsDouble(memory.vector(y), x)).isEqualTo((Double) expected);
                });
    }

    private void sameBits(int n, BiConsumer<Vector, Vector> operation) {
        Vector expected = heap(n, 1);
        Vector x = heap(n, 2);
        operation.accept(expected, x);
        Vector y = memory.vector(heap(n, 1));
        Vector ofOtherKind = memory.vector(heap(n, 1));
        Vector argument = memory.vector(x);
        operation.accept(y, argument);
        operation.accept(ofOtherKind, x);
        assertThat(HeapVector.owning(y.hostValues())).isEqualTo(expected);
        assertThat(HeapVector.owning(ofOtherKind.hostValues())).isEqualTo(expected);
        assertThat(HeapVector.owning(argument.hostValues())).isEqualTo(heap(n, 2));
    }

    /** Values of all magnitudes, among them those that only fused arithmetic would spare, and those that are none. */
    private static HeapVector heap(int n, int which) {
        UniformRandomProvider uniform = new RandomStreams(20).stream(Purpose.START, which, n);
        float[] special = {-0f, 0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NaN};
        float[] values = new float[n];
        for (int j = 0; j < n; j++) {
            values[j] = n == 31 && j % 5 == which
                    ? special[j / 5 % special.length]
                    : (float) (uniform.nextDouble(-1, 1) * StrictMath.pow(10, uniform.nextDouble(-3, 3)));
        }
        return HeapVector.owning(values);
    }

    @Test
    void copiesAndZerosAreIndependent() {
        Vector y = memory.vector(HeapVector.of(1, 2, 3));
        Vector copy = y.copy();
        Vector zeros = y.zeros();
        y.scale(5);
        zeros.axpy(1, copy);
        copy.axpy(1, copy);
        assertThat(y.hostValues()).containsExactly(5, 10, 15);
        assertThat(copy.hostValues()).containsExactly(2, 4, 6);
        assertThat(zeros.hostValues()).containsExactly(1, 2, 3);
        y.free();
        zeros.free();
        assertThat(copy.hostValues()).containsExactly(2, 4, 6);
    }

    @Test
    void bitsAreComparedWhereTheyAre() {
        Vector y = memory.vector(HeapVector.of(1, -0f, Float.NaN));
        memory.crossings().take();
        assertThat(y.sameBits(y.copy())).isTrue();
        assertThat(memory.crossings().take()).isZero();
        assertThat(y.sameBits(HeapVector.of(1, -0f, Float.NaN))).isTrue();
        assertThat(HeapVector.of(1, -0f, Float.NaN).sameBits(y)).isTrue();
        assertThat(y.sameBits(memory.vector(HeapVector.of(1, 0f, Float.NaN)))).isFalse();
        assertThat(y.sameBits(memory.vector(HeapVector.of(1, -0f)))).isFalse();
    }

    @Test
    void whatCrossesIsCounted() {
        Vector y = memory.vector(HeapVector.zeros(7));
        assertThat(memory.crossings().take()).isEqualTo(4 * 7);
        y.axpby(2, y.copy(), 3);
        y.assign(y.zeros());
        assertThat(memory.crossings().take()).isZero();
        y.axpy(1, HeapVector.zeros(7));
        assertThat(memory.crossings().take()).isEqualTo(4 * 7);
        assertThat(y.norm()).isZero();
        assertThat(memory.crossings().take()).isEqualTo(8);
        assertThat(y.hostValues()).hasSize(7);
        assertThat(memory.crossings().take()).isEqualTo(4 * 7);
    }

    @Test
    void lengthsMustAgree() {
        Vector y = memory.vector(HeapVector.of(1, 2, 3));
        Stream.of(memory.vector(HeapVector.of(1, 2)), HeapVector.of(1, 2))
                .forEach(shorter -> Stream.<Consumer<Vector>>of(
                                v -> v.axpy(1, shorter),
                                v -> v.axpby(1, shorter, 1),
                                v -> v.moveTowards(shorter, 1),
                                v -> v.dot(shorter),
                                v -> v.squaredDistance(shorter),
                                v -> v.assign(shorter),
                                v -> v.assign(new float[2]))
                        .forEach(operation -> assertThatThrownBy(() -> operation.accept(y))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage("Invalid vector length: 2 (expected 3)")));
        assertThat(y.hostValues()).containsExactly(1, 2, 3);
    }

    @Test
    void travelsAsAVectorOnTheHeap() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(memory.vector(HeapVector.of(1, 2, 3)));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(HeapVector.of(1, 2, 3));
        }
    }

    @Test
    void travelsByKryoInAState() {
        SerializerInstance kryo = new KryoSerializer(SparkDefaults.apply(new SparkConf(false))).newInstance();
        ClassTag<AgentState> tag = ClassTag$.MODULE$.apply(AgentState.class);
        AgentState state = new AgentState(
                3, 5, memory.vector(HeapVector.of(1, 2)), memory.vector(HeapVector.zeros(0)), HeapVector.of(7));
        assertThat(kryo.<AgentState>deserialize(kryo.serialize(state, tag), tag))
                .isEqualTo(new AgentState(3, 5, HeapVector.of(1, 2), HeapVector.zeros(0), HeapVector.of(7)));
    }
}
