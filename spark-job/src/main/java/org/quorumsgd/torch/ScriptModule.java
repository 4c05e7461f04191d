package org.quorumsgd.torch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.NamedTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.named_buffer_iterator;
import org.bytedeco.pytorch.named_buffer_list;
import org.bytedeco.pytorch.named_parameter_iterator;
import org.bytedeco.pytorch.named_parameter_list;

/** A TorchScript in native memory. What its methods return belongs to the caller's {@code PointerScope}. */
final class ScriptModule implements AutoCloseable {
    /** A parameter or a buffer, named by its path, such as {@code features.0.weight}. */
    record Named(String name, Tensor tensor) {}

    private final JitModule module;

    private ScriptModule(JitModule module) {
        this.module = module;
    }

    /**
     * Throws libtorch's RuntimeException where the bytes are no TorchScript.
     *
     * @param bytes of a file that {@code torch.jit.save} has written
     */
    static ScriptModule load(byte[] bytes) {
        try {
            Path file = Files.createTempFile("quorum-", ".pt"); // JavaCPP hands no bytes to libtorch's reader
            try {
                Files.write(file, bytes);
                return load(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ScriptModule load(Path file) {
        try (PointerScope passing = new PointerScope()) {
            JitModule module = torch.load(file.toString(), new DeviceOptional(new Device("cpu")), false);
            module.retainReference();
            return new ScriptModule(module);
        }
    }

    JitModule module() {
        return module;
    }

    /** With arrays and other state of its own, ready to be trained. */
    JitModule copy() {
        try (NoGradGuard plain = new NoGradGuard()) {
            return module.deepcopy();
        }
    }

    static List<Named> parameters(JitModule module) {
        List<Named> found = new ArrayList<>();
        named_parameter_list list = module.named_parameters();
        named_parameter_iterator at = list.begin();
        for (long left = list.size(); left > 0; left--) {
            found.add(named(at.multiply()));
            at.increment();
        }
        return found;
    }

    static List<Named> buffers(JitModule module) {
        List<Named> found = new ArrayList<>();
        named_buffer_list list = module.named_buffers();
        named_buffer_iterator at = list.begin();
        for (long left = list.size(); left > 0; left--) {
            found.add(named(at.multiply()));
            at.increment();
        }
        return found;
    }

    /** Running statistics and the like; whole numbers, such as counts of batches, are not among them. */
    static List<Named> floatingBuffers(JitModule module) {
        return buffers(module).stream()
                .filter(buffer -> buffer.tensor().is_floating_point())
                .toList();
    }

    private static Named named(NamedTensor slot) {
        return new Named(slot.name().getString(), new Tensor(slot.value()));
    }

    /**
     * Writes the module as {@code torch.jit.load} reads it, after it has taken over these values for good.
     *
     * @param parameters shape (n,)
     * @param statistics shape (m,)
     */
    void save(float[] parameters, float[] statistics, OutputStream out) throws IOException {
        Path file = Files.createTempFile("quorum-", ".pt");
        try (PointerScope passing = new PointerScope()) {
            try (NoGradGuard plain = new NoGradGuard()) {
                fill(parameters(module), parameters);
                fill(floatingBuffers(module), statistics);
            }
            module.save(file.toString());
            Files.copy(file, out);
        } finally {
            Files.delete(file);
        }
    }

    /** Copies a flat vector into arrays, in their order. Outside of gradients. */
    static void fill(List<Named> arrays, float[] values) {
        if (values.length == 0) {
            return;
        }
        Tensor flat = Tensor.create(values, values.length);
        long offset = 0;
        for (Named array : arrays) {
            long length = array.tensor().numel();
            array.tensor().copy_(flat.narrow(0, offset, length).view_as(array.tensor()));
            offset += length;
        }
    }

    /** Arrays one after the other, each in row-major order. */
    static float[] flat(List<Named> arrays, int length) {
        float[] joined = new float[length];
        int offset = 0;
        for (Named array : arrays) {
            float[] values = HostArrays.of(array.tensor());
            System.arraycopy(values, 0, joined, offset, values.length);
            offset += values.length;
        }
        return joined;
    }

    @Override
    public void close() {
        module.close();
    }
}
