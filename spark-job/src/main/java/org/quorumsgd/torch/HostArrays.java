package org.quorumsgd.torch;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Copies of tensors, of whatever precision and place, as Java arrays in row-major order. */
final class HostArrays {
    private HostArrays() {}

    static float[] of(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        read(tensor, values);
        return values;
    }

    static double[] doubles(Tensor tensor) {
        double[] values = new double[Math.toIntExact(tensor.numel())];
        new DoublePointer(tensor.to(ScalarType.Double).cpu().contiguous().data_ptr()).get(values);
        return values;
    }

    static void read(Tensor tensor, float[] values) {
        if (values.length > 0) {
            Tensor host = tensor.to(ScalarType.Float).cpu().contiguous();
            new FloatPointer(host.data_ptr()).get(values, 0, values.length);
        }
    }
}
