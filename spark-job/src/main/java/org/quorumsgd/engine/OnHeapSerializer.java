package org.quorumsgd.engine;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/** A vector of whatever memory travels by its values and is one on the heap where it is read. */
final class OnHeapSerializer extends Serializer<Vector> {
    @Override
    public void write(Kryo kryo, Output output, Vector vector) {
        kryo.writeObject(output, vector.hostValues());
    }

    @Override
    public Vector read(Kryo kryo, Input input, Class<Vector> type) {
        return HeapVector.owning(kryo.readObject(input, float[].class));
    }
}
