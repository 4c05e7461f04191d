package org.quorumsgd.torch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Block;
import org.bytedeco.pytorch.BlockArrayRef;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.Graph;
import org.bytedeco.pytorch.GraphFunction;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.JitNode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Problems;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.data.ModelFile;
import org.quorumsgd.random.Purpose;
import org.quorumsgd.random.RandomStreams;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/** Reads a TorchScript and finds what in it does not fit the data or Quorum's gradient. */
public final class ScriptFile {
    private static final String EXPECTED = "a TorchScript, as torch.jit.script(model).save(FILE) writes it";
    private static final long LONGEST = Integer.MAX_VALUE - 8;

    private final String source;
    private final ImageShape input;
    private final int classes;
    private final Problems problems = new Problems();

    private ScriptFile(String source, ImageShape input, int classes) {
        this.source = source;
        this.input = input;
        this.classes = classes;
    }

    /**
     * The network in a file.
     *
     * @param smallestBatch images in the smallest minibatch
     * @param l2 coefficient of the penalty on weights, which are the parameters of two and more dimensions
     * @throws InvalidInputException with everything that is wrong with it
     */
    public static ScriptNetwork read(
            String file,
            org.apache.hadoop.conf.Configuration hadoop,
            ImageShape input,
            int classes,
            int smallestBatch,
            double l2) {
        byte[] bytes = ModelFile.read(file, hadoop);
        if (!ModelFile.isZip(bytes)) {
            throw InvalidInputException.of(sentence(file, "no zip archive", EXPECTED + "; JSON is Deeplearning4j's"));
        }
        TorchLibrary.enable();
        ScriptModule module;
        try {
            module = ScriptModule.load(bytes);
        } catch (RuntimeException e) { // libtorch's
            throw InvalidInputException.of(sentence(file, cause(e), EXPECTED));
        }
        try (module;
                PointerScope passing = new PointerScope()) {
            ScriptFile check = new ScriptFile(file, input, classes);
            ScriptNetwork network = check.describe(module.module(), bytes, l2);
            check.problems.throwIfAny();
            check.trial(module, network, Math.min(2, smallestBatch));
            check.problems.throwIfAny();
            return network;
        }
    }

    private ScriptNetwork describe(JitModule module, byte[] bytes, double l2) {
        List<ScriptModule.Named> parameters = ScriptModule.parameters(module);
        List<ScriptModule.Named> buffers = ScriptModule.buffers(module);
        if (parameters.isEmpty()) {
            invalid("no parameters", "some that are trained; torch.jit.freeze leaves none");
        } else if (parameters.stream().noneMatch(parameter -> parameter.tensor().requires_grad())) {
            invalid("no parameter that requires a gradient", "at least one that is trained");
        }
        parameters.forEach(parameter -> isFloat("parameter", parameter, ScalarType.Float));
        buffers.stream()
                .filter(buffer ->
                        buffer.tensor().is_floating_point() || buffer.tensor().is_complex())
                .forEach(buffer -> isFloat("buffer", buffer, ScalarType.Float));
        share(parameters, buffers);
        long n = parameters.stream().mapToLong(each -> each.tensor().numel()).sum();
        if (n > LONGEST) {
            invalid(n + " parameters", "at most " + LONGEST);
        }
        Draws draws = new Draws();
        if (module.find_method("forward").has_value()) {
            draws.in(module.get_method("forward").function());
        } else {
            invalid("no method forward", "one that takes images");
        }
        if (draws.forks) {
            invalid("torch.jit.fork", "none: the order of its tasks is not certain");
        }
        problems.throwIfAny();
        return new ScriptNetwork(
                bytes,
                input,
                classes,
                parameters.stream().map(ScriptFile::parameter).toList(),
                buffers.stream()
                        .filter(buffer -> buffer.tensor().is_floating_point())
                        .map(buffer -> BlockShape.statistic(
                                buffer.name(), buffer.tensor().shape()))
                        .toList(),
                draws.found,
                l2);
    }

    private static BlockShape parameter(ScriptModule.Named parameter) {
        long[] shape = parameter.tensor().shape();
        if (!parameter.tensor().requires_grad()) {
            return BlockShape.frozen(parameter.name(), shape);
        }
        return shape.length >= 2
                ? BlockShape.weight(parameter.name(), shape)
                : BlockShape.parameter(parameter.name(), shape);
    }

    private void isFloat(String kind, ScriptModule.Named array, ScalarType expected) {
        ScalarType type = array.tensor().scalar_type().intern();
        if (type != expected) {
            invalid(kind + " " + array.name() + " of " + type, expected + ", with 32 bits");
        }
    }

    /** Tied arrays would stand twice in a flat vector. */
    private void share(List<ScriptModule.Named> parameters, List<ScriptModule.Named> buffers) {
        List<ScriptModule.Named> all = new ArrayList<>(parameters);
        all.addAll(buffers);
        Map<Long, String> names = new HashMap<>();
        for (ScriptModule.Named array : all) {
            if (array.tensor().numel() > 0) {
                Pointer memory = array.tensor().storage().data();
                String other = names.putIfAbsent(memory.address(), array.name());
                if (other != null) {
                    invalid(other + " and " + array.name() + " in the same memory", "an array for each");
                }
            }
        }
    }

    /** Looks for draws in all that a function calls. */
    private static final class Draws {
        private boolean found;
        private boolean forks;

        void in(Function function) {
            if (!function.isGraphFunction()) {
                found = true; // nothing is known of it
                return;
            }
            Graph inlined = new GraphFunction(function).optimized_graph();
            in(inlined.nodes().front(), inlined.return_node());
        }

        private void in(JitNode first, JitNode end) {
            for (JitNode node = first; !node.equals(end); node = node.next()) {
                String kind = node.kind().toQualString().getString();
                forks |= kind.equals("prim::fork") || kind.equals("prim::awaitable");
                // a call that is not inlined is one through an interface
                found |= node.isNondeterministic()
                        || kind.equals("prim::CallMethod")
                        || kind.equals("prim::CallFunction");
                BlockArrayRef blocks = node.blocks();
                for (long b = 0; b < blocks.size(); b++) {
                    Block block = blocks.get(b);
                    in(block.nodes().front(), block.return_node());
                }
            }
        }
    }

    /** One pass there and back, and one in evaluation mode. */
    private void trial(ScriptModule module, ScriptNetwork network, int batch) {
        String expected = "a function of images [" + batch + ", " + input.channels() + ", " + input.height() + ", "
                + input.width() + "] to logits [" + batch + ", " + classes + "]";
        Vector x = HeapVector.owning(
                ScriptModule.flat(ScriptModule.parameters(module.module()), network.parameterCount()));
        Vector statistics = HeapVector.owning(
                ScriptModule.flat(ScriptModule.floatingBuffers(module.module()), network.statisticCount()));
        float[] pixels = new float[batch * input.pixels()];
        try (LossGradient gradient = new ScriptGradient(network, new DeviceMemory(TorchDevice.CPU))) {
            UniformRandomProvider random = new RandomStreams(0).stream(Purpose.LAYERS, 0, 0);
            gradient.take(pixels, new long[batch], random, x, statistics.copy(), x.zeros());
        } catch (RuntimeException e) { // libtorch's, or of a pass
            invalid(cause(e) + " in training mode", expected);
        }
        try (NoGradGuard plain = new NoGradGuard()) {
            new ScriptPass(network, module, x.hostValues(), statistics.hostValues(), false).logits(pixels, batch, 0);
        } catch (RuntimeException e) { // as above
            invalid(cause(e) + " in evaluation mode", expected);
        }
    }

    private void invalid(String what, String expected) {
        problems.add(sentence(source, what, expected));
    }

    private static String sentence(String source, String what, String expected) {
        return "Invalid network " + source + ": " + what + " (expected " + expected + ")";
    }

    /** libtorch tells the cause first, its interpreter last. */
    private static String cause(RuntimeException error) {
        List<String> lines = String.valueOf(error.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.isEmpty()) {
            return error.getClass().getSimpleName();
        }
        boolean interpreter = lines.get(0).contains("TorchScript interpreter");
        return lines.get(interpreter ? lines.size() - 1 : 0);
    }
}
