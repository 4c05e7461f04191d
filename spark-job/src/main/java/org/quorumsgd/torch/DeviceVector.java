package org.quorumsgd.torch;

import java.io.Serializable;
import java.util.function.ToDoubleBiFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * A {@link Vector} in the memory of a device: a tensor of floats, (n,). A vector of another kind that comes as an argument is copied
 * there.
 *
 * <p>Elementwise operations have the bits of {@link HeapVector} on every device: each product and each sum is an operator of its own,
 * since libtorch may fuse the two in one. Reductions are in double precision; on a processor they have {@code HeapVector}'s bits too, on
 * a GPU libtorch sums in an order of its own, which n fixes.
 *
 * <p>Its memory goes back with {@link #free} or when nothing refers to it any more. Serialized as a {@code HeapVector}.
 */
final class DeviceVector implements Vector, Serializable {
    private static final long serialVersionUID = 1L;

    private final transient DeviceMemory memory;
    private final transient Tensor tensor;

    /** @param tensor of floats, [n], which it owns from now on: to be read and written by nobody else */
    DeviceVector(DeviceMemory memory, Tensor tensor) {
        this.memory = memory;
        this.tensor = tensor;
        tensor.retainReference(); // beyond the scope that it was made in
    }

    Tensor tensor() {
        return tensor;
    }

    @Override
    public int length() {
        return Math.toIntExact(tensor.numel());
    }

    @Override
    public DeviceVector copy() {
        try (PointerScope passing = new PointerScope()) {
            return new DeviceVector(memory, tensor.clone());
        }
    }

    @Override
    public DeviceVector zeros() {
        try (PointerScope passing = new PointerScope()) {
            return new DeviceVector(memory, org.bytedeco.pytorch.global.torch.zeros_like(tensor));
        }
    }

    @Override
    public void assign(float[] values) {
        requireLength(values.length);
        try (PointerScope passing = new PointerScope()) {
            tensor.copy_(memory.upload(values, values.length));
        }
    }

    @Override
    public void assign(Vector x) {
        try (PointerScope passing = new PointerScope()) {
            tensor.copy_(sameLength(x));
        }
    }

    /** this := the values of a tensor of the same device, [n], of whatever precision. */
    void assign(Tensor values) {
        try (PointerScope passing = new PointerScope()) {
            tensor.copy_(values);
        }
    }

    @Override
    public void scale(float a) {
        try (PointerScope passing = new PointerScope()) {
            tensor.mul_(new Scalar(a));
        }
    }

    @Override
    public void axpy(float a, Vector x) {
        try (PointerScope passing = new PointerScope()) {
            tensor.add_(sameLength(x).mul(new Scalar(a)));
        }
    }

    @Override
    public void axpby(float a, Vector x, float b) {
        try (PointerScope passing = new PointerScope()) {
            Tensor scaled = sameLength(x).mul(new Scalar(a));
            tensor.mul_(new Scalar(b)).add_(scaled);
        }
    }

    @Override
    public void moveTowards(Vector target, float a) {
        try (PointerScope passing = new PointerScope()) {
            tensor.sub_(tensor.sub(sameLength(target)).mul_(new Scalar(a)));
        }
    }

    @Override
    public double dot(Vector x) {
        return reduce(x, HeapVector::dot, (a, b) -> a.mul(b).sum());
    }

    @Override
    public double squaredDistance(Vector x) {
        return reduce(
                x, HeapVector::squaredDistance, (a, b) -> a.sub(b).square().sum());
    }

    private interface Reduction {
        /** @param a in double precision, as is b */
        Tensor of(Tensor a, Tensor b);
    }

    private double reduce(Vector x, ToDoubleBiFunction<HeapVector, HeapVector> onHeap, Reduction onDevice) {
        try (PointerScope passing = new PointerScope()) {
            Tensor other = sameLength(x);
            if (other.numel() == 0) {
                return 0;
            }
            if (memory.device().isCpu()) {
                memory.crossings().add(Double.BYTES);
                return onHeap.applyAsDouble(heap(tensor), heap(other));
            }
            return memory.number(onDevice.of(tensor.to(ScalarType.Double), other.to(ScalarType.Double)));
        }
    }

    private static HeapVector heap(Tensor onProcessor) {
        return HeapVector.owning(HostArrays.of(onProcessor));
    }

    /** A new array, which has crossed. */
    @Override
    public float[] hostValues() {
        try (PointerScope passing = new PointerScope()) {
            return memory.download(tensor);
        }
    }

    /** Beside one of the same device the answer alone crosses, which is not counted. */
    @Override
    public boolean sameBits(Vector x) {
        if (!(x instanceof DeviceVector here)) {
            return Vector.super.sameBits(x);
        }
        try (PointerScope passing = new PointerScope()) {
            return x.length() == length() && tensor.view(ScalarType.Int).equal(here.tensor.view(ScalarType.Int));
        }
    }

    @Override
    public void free() {
        tensor.close();
    }

    private Tensor sameLength(Vector x) {
        requireLength(x.length());
        return memory.tensor(x);
    }

    private void requireLength(int length) {
        if (length != length()) {
            throw new IllegalArgumentException("Invalid vector length: " + length + " (expected " + length() + ")");
        }
    }

    private Object writeReplace() {
        return HeapVector.owning(hostValues());
    }
}
