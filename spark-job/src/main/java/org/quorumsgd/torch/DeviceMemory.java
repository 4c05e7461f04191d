package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.zeros;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.vector.Vector;

/**
 * The memory of a device: the one way between it and Java's arrays, where what crosses is counted. To and from a GPU floats go through
 * host memory that is pinned, which its copy engine reads and writes by itself. The tensors that methods return belong to the caller's
 * {@code PointerScope}.
 */
final class DeviceMemory implements AutoCloseable {
    private final TorchDevice device;
    private final Crossings crossings = new Crossings();
    private @Nullable Tensor pinned;

    DeviceMemory(TorchDevice device) {
        this.device = device;
    }

    TorchDevice device() {
        return device;
    }

    Crossings crossings() {
        return crossings;
    }

    TensorOptions options(ScalarType type) {
        return new TensorOptions(type).device(new DeviceOptional(new Device(device.name())));
    }

    /** A vector here with the same values, which the caller frees. */
    DeviceVector vector(Vector host) {
        try (PointerScope passing = new PointerScope()) {
            return new DeviceVector(this, upload(host.hostValues(), host.length()));
        }
    }

    /** The vector's values, [n]: its own tensor if it is here already. */
    Tensor tensor(Vector vector) {
        return vector instanceof DeviceVector here ? here.tensor() : upload(vector.hostValues(), vector.length());
    }

    Tensor upload(float[] values, long... shape) {
        crossings.add((long) values.length * Float.BYTES);
        if (values.length == 0) {
            return zeros(shape, options(ScalarType.Float));
        }
        return device.isCpu() ? copied(values, shape) : throughPinned(values, shape);
    }

    Tensor upload(long[] values) {
        crossings.add((long) values.length * Long.BYTES);
        return onDevice(Tensor.create(values, values.length), ScalarType.Long);
    }

    float[] download(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        download(tensor, values);
        return values;
    }

    void download(Tensor tensor, float[] values) {
        crossings.add((long) values.length * Float.BYTES);
        if (device.isCpu()) {
            HostArrays.read(tensor, values);
        } else if (values.length > 0) {
            throughPinned(tensor, values);
        }
    }

    double[] downloadDoubles(Tensor tensor) {
        double[] values = HostArrays.doubles(tensor);
        crossings.add((long) values.length * Double.BYTES);
        return values;
    }

    /** The one number of a tensor in double precision. */
    double number(Tensor sum) {
        crossings.add(Double.BYTES);
        return sum.item_double();
    }

    /** As one block; Tensor.create goes from number to number. */
    private static Tensor copied(float[] values, long[] shape) {
        Tensor tensor = empty(shape, new TensorOptions(ScalarType.Float), new MemoryFormatOptional());
        new FloatPointer(tensor.data_ptr()).put(values, 0, values.length);
        return tensor;
    }

    private synchronized Tensor throughPinned(float[] values, long[] shape) {
        Tensor staging = pinned(values.length);
        new FloatPointer(staging.data_ptr()).put(values, 0, values.length);
        return onDevice(staging, ScalarType.Float).view(shape);
    }

    private synchronized void throughPinned(Tensor tensor, float[] values) {
        Tensor staging = pinned(values.length);
        staging.copy_(tensor.to(ScalarType.Float).flatten());
        new FloatPointer(staging.data_ptr()).get(values, 0, values.length);
    }

    /** Waits until it is there. */
    private Tensor onDevice(Tensor host, ScalarType type) {
        return host.to(new Device(device.name()), type);
    }

    private Tensor pinned(int length) {
        Tensor large = pinned;
        if (large == null || large.numel() < length) {
            if (large != null) {
                large.close();
            }
            TensorOptions options = new TensorOptions(ScalarType.Float).pinned_memory(new BoolOptional(true));
            large = empty(new long[] {length}, options, new MemoryFormatOptional());
            large.retainReference();
            pinned = large;
        }
        return large.narrow(0, 0, length);
    }

    @Override
    public synchronized void close() {
        if (pinned != null) {
            pinned.close();
            pinned = null;
        }
    }
}
