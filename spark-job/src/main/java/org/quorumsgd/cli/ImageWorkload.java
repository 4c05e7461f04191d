package org.quorumsgd.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.config.Backend;
import org.quorumsgd.config.Configuration;
import org.quorumsgd.config.InvalidInputException;
import org.quorumsgd.config.Keys;
import org.quorumsgd.config.ModelPreset;
import org.quorumsgd.config.Problems;
import org.quorumsgd.data.AgentImages;
import org.quorumsgd.data.Augmentation;
import org.quorumsgd.data.DataPlan;
import org.quorumsgd.data.DataSettings;
import org.quorumsgd.data.HadoopFiles;
import org.quorumsgd.data.ImageDataSet;
import org.quorumsgd.data.ImageDataSets;
import org.quorumsgd.data.ImageShape;
import org.quorumsgd.data.Normalisation;
import org.quorumsgd.dl4j.Dl4jAcceleration;
import org.quorumsgd.dl4j.NativeReport;
import org.quorumsgd.dl4j.NetworkChoice;
import org.quorumsgd.dl4j.NetworkMemory;
import org.quorumsgd.dl4j.NetworkProblem;
import org.quorumsgd.dl4j.StateDict;
import org.quorumsgd.files.RunDirectory;
import org.quorumsgd.run.QuorumHash;
import org.quorumsgd.torch.ScriptFile;
import org.quorumsgd.torch.ScriptNetwork;
import org.quorumsgd.torch.ScriptProblem;
import org.quorumsgd.torch.TorchLibrary;
import org.quorumsgd.torch.TorchProblem;

/**
 * A network on labelled images.
 *
 * @param network its configuration as Deeplearning4j's JSON; none of a script
 * @param script the network, where it is a TorchScript
 * @param parameters n
 */
record ImageWorkload(
        Configuration configuration,
        AgentImages images,
        DataPlan plan,
        String network,
        @Nullable ScriptNetwork script,
        int parameters)
        implements Workload {

    /** @throws InvalidInputException with every problem of data and model */
    static ImageWorkload prepare(Configuration configuration, org.apache.hadoop.conf.Configuration hadoop) {
        ImageDataSet dataSet = ImageDataSets.open(DataSettings.of(configuration), HadoopFiles.of(hadoop));
        return of(configuration, AgentImages.of(dataSet, configuration), hadoop);
    }

    /** @throws InvalidInputException with every problem of the model and of the dealing of images to agents */
    static ImageWorkload of(
            Configuration configuration, AgentImages images, org.apache.hadoop.conf.Configuration hadoop) {
        Problems problems = new Problems();
        DataPlan plan = null;
        String network = "";
        ScriptNetwork script = null;
        try {
            plan = images.plan();
            if (plan.validationSize() == 0 && Rules.judgesAgents(configuration)) {
                problems.invalid(
                        Keys.DATA_VALIDATION_FRACTION.name(),
                        configuration.value(Keys.DATA_VALIDATION_FRACTION),
                        "more, so that at least one of " + plan.trainingSize() + " images is left to judge agents by");
            }
        } catch (InvalidInputException e) {
            problems.addAll(e);
        }
        try {
            if (isScript(configuration)) {
                script = ScriptFile.read(
                        configuration.value(Keys.MODEL_FILE).orElseThrow(),
                        hadoop,
                        images.dataSet().shape(),
                        images.dataSet().classes(),
                        Collections.min(images.batchSizes()),
                        configuration.value(Keys.MODEL_L2));
            } else {
                network = NetworkChoice.json(configuration, images.dataSet(), hadoop);
            }
        } catch (InvalidInputException e) {
            problems.addAll(e);
        }
        try {
            if (configuration.value(Keys.MODEL_BACKEND) == Backend.TORCH && !isScript(configuration)) {
                TorchLibrary.enable();
            }
        } catch (InvalidInputException e) {
            problems.addAll(e);
        }
        try {
            Augmentation.of(configuration, images.dataSet().shape());
        } catch (InvalidInputException e) {
            problems.addAll(e);
        }
        int batchSize = Collections.max(images.batchSizes());
        int pixels = images.dataSet().shape().pixels();
        if ((long) batchSize * pixels > Integer.MAX_VALUE) {
            problems.invalid(
                    Keys.BATCH_SIZE.name(),
                    batchSize,
                    "at most " + Integer.MAX_VALUE / pixels + " for images of " + pixels + " pixels");
        }
        problems.throwIfAny();
        if (plan == null) {
            throw new IllegalStateException("no plan and no problem");
        }
        int parameters = script == null ? NetworkChoice.parameters(network) : script.parameterCount();
        return new ImageWorkload(configuration, images, plan, network, script, parameters);
    }

    private static boolean isScript(Configuration configuration) {
        return configuration.value(Keys.MODEL_BACKEND) == Backend.TORCH
                && configuration.value(Keys.MODEL_PRESET) == ModelPreset.FILE;
    }

    @Override
    public long examplesPerEpoch() {
        return plan.trainingSize();
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "%s on %s: %,d parameters, %,d training, %,d validation and %,d test images",
                configuration.value(Keys.MODEL_PRESET).label(),
                images.dataSet().name(),
                parameters,
                plan.trainingSize(),
                plan.validationSize(),
                plan.testSize());
    }

    @Override
    public Map<String, String> preflight() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put(
                "images an agent",
                String.format(
                        Locale.ROOT,
                        "%,d training images, %s",
                        plan.trainingRows(0).length,
                        ByteSizes.text(bytesPerAgent())));
        return rows;
    }

    @Override
    public AgentMemory agentMemory() {
        return AgentMemory.of(parameters, bytesPerAgent(), nativeBytes());
    }

    private double nativeBytes() {
        int batch = Collections.max(images.batchSizes());
        int evaluationBatch = configuration.value(Keys.EVALUATION_BATCH_SIZE);
        if (script != null) {
            return script.nativeBytes(Math.max(batch, evaluationBatch));
        }
        NetworkMemory memory = NetworkMemory.of(network, images.dataSet().shape());
        return memory.trainingBytes(batch) + memory.evaluationBytes(evaluationBatch);
    }

    private long bytesPerAgent() {
        long held = (long) plan.trainingRows(0).length + plan.validationRows(0).length + plan.testRows(0).length;
        return held
                * images.dataSet().train().pixelType().bytes()
                * images.dataSet().shape().pixels();
    }

    @Override
    public String device() {
        return switch (backend()) {
            case DL4J -> Dl4jAcceleration.enable().device();
            case TORCH -> script == null ? TorchLibrary.enable().device() : ScriptProblem.DEVICE;
        };
    }

    @Override
    public List<String> enable() {
        NativeReport report = Dl4jAcceleration.enable();
        return switch (backend()) {
            case DL4J ->
                Stream.concat(Stream.of(report.line()), report.warning().map(text -> "Warning: " + text).stream())
                        .toList();
            case TORCH -> List.of(TorchLibrary.enable().line());
        };
    }

    private Backend backend() {
        return configuration.value(Keys.MODEL_BACKEND);
    }

    @Override
    public LoadedWorkload load(JavaSparkContext context) {
        DataScan scan = DataScan.run(context, images);
        if (script != null) {
            Map<String, String> sha256 = new LinkedHashMap<>(scan.sha256());
            sha256.put(configuration.value(Keys.MODEL_FILE).orElseThrow(), QuorumHash.sha256(script.bytes()));
            ScriptProblem problem = ScriptProblem.of(configuration, script, images, scan.normalisation());
            return new LoadedWorkload(problem, sha256, Map.of("model.pt", problem::writeModel), Optional.empty());
        }
        return new LoadedWorkload(
                problem(scan.normalisation()),
                scan.sha256(),
                modelFiles(networkProblem(scan.normalisation())),
                Optional.empty());
    }

    /** PyTorch's names are those of the layers that presets have; a file's network may have others. */
    private Map<String, LoadedWorkload.ModelWriter> modelFiles(NetworkProblem problem) {
        Map<String, LoadedWorkload.ModelWriter> files = new LinkedHashMap<>();
        files.put("model.zip", problem::writeModel);
        if (configuration.value(Keys.MODEL_PRESET) != ModelPreset.FILE) {
            Map<String, String> metadata = metadata(problem.normalisation());
            files.put(
                    RunDirectory.STATE_DICT,
                    (out, parameters, statistics) -> StateDict.write(out, network, metadata, parameters, statistics));
        }
        return files;
    }

    /** What it takes to use the network elsewhere: pixels enter as (pixel - mean) / standard deviation of their channel. */
    private Map<String, String> metadata(Normalisation normalisation) {
        ImageShape shape = images.dataSet().shape();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put("preset", configuration.value(Keys.MODEL_PRESET).label());
        metadata.put(
                "input",
                List.of(shape.channels(), shape.height(), shape.width()).toString());
        metadata.put("mean", perChannel(normalisation, Normalisation::mean));
        metadata.put("standard_deviation", perChannel(normalisation, Normalisation::standardDeviation));
        return metadata;
    }

    private static String perChannel(Normalisation normalisation, BiFunction<Normalisation, Integer, Float> number) {
        return IntStream.range(0, normalisation.channels())
                .mapToObj(channel -> number.apply(normalisation, channel))
                .toList()
                .toString();
    }

    /** What the agents train on, once the training split's statistics are known. */
    Problem problem(Normalisation normalisation) {
        if (script != null) {
            return ScriptProblem.of(configuration, script, images, normalisation);
        }
        NetworkProblem counterpart = networkProblem(normalisation);
        return switch (backend()) {
            case DL4J -> counterpart;
            case TORCH -> TorchProblem.of(configuration, counterpart, images, normalisation);
        };
    }

    /** A network of Deeplearning4j, which draws where agents start and writes models for either backend. */
    NetworkProblem networkProblem(Normalisation normalisation) {
        return new NetworkProblem(
                parameters,
                network,
                images,
                normalisation,
                Augmentation.of(configuration, images.dataSet().shape()),
                images.streams(),
                configuration.value(Keys.START),
                configuration.value(Keys.MODEL_BATCH_NORM_EVALUATION),
                configuration.value(Keys.EVALUATION_BATCH_SIZE),
                configuration.value(Keys.PROBE_BATCH_SIZE));
    }
}
