package org.quorumsgd.torch;

import static org.bytedeco.pytorch.global.torch.full;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolType;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** TorchScripts for tests: those that PyTorch has written, see {@code networks.py}, and odd ones. */
public final class Scripts implements AutoCloseable {
    private final PointerScope scope = new PointerScope();
    private final JitModule module;

    private Scripts() {
        TorchLibrary.enable();
        module = new JitModule(new QualifiedName("__torch__.Odd"));
        module.register_attribute("training", new Type.TypePtr(BoolType.get().get()), new IValue(true));
    }

    /** Flatten, 64 to 32 with ReLU, 32 to 10. */
    public static Path mlp() {
        return file("mlp.pt");
    }

    /** On digits: convolution with batch norm, ReLU, pooling, dropout, 128 to 10. */
    public static Path cnn() {
        return file("cnn.pt");
    }

    /** What torch.save has written. */
    static Path stateDict() {
        return file("state-dict.pt");
    }

    private static Path file(String name) {
        return Path.of(
                Objects.requireNonNull(Scripts.class.getResource(name), name).getPath());
    }

    static Scripts odd() {
        return new Scripts();
    }

    Scripts parameter(String name, ScalarType type, double value, long... shape) {
        return parameter(name, filled(type, value, shape).set_requires_grad(true));
    }

    Scripts frozen(String name, double value, long... shape) {
        return parameter(name, filled(ScalarType.Float, value, shape));
    }

    private Scripts parameter(String name, org.bytedeco.pytorch.TensorBase tensor) {
        module.register_parameter(name, new Tensor(tensor), false);
        return this;
    }

    /** Two names of one array. */
    Scripts tied(String first, String second, long... shape) {
        Tensor tensor = filled(ScalarType.Float, 1, shape);
        return parameter(first, tensor).parameter(second, tensor);
    }

    Scripts buffer(String name, ScalarType type, long... shape) {
        module.register_buffer(name, filled(type, 0, shape));
        return this;
    }

    /** An attribute that is false. */
    Scripts flag(String name) {
        module.register_attribute(name, new Type.TypePtr(BoolType.get().get()), new IValue(false));
        return this;
    }

    private static Tensor filled(ScalarType type, double value, long... shape) {
        return full(shape, new Scalar(value), new TensorOptions(type));
    }

    /** @param body lines of {@code forward(self, x)} */
    Path forward(Path directory, String... body) throws IOException {
        module.define("def forward(self, x):\n    " + String.join("\n    ", body) + "\n");
        return save(directory);
    }

    Path save(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "odd", ".pt");
        module.save(file.toString());
        return file;
    }

    @Override
    public void close() {
        scope.close();
    }
}
