package org.quorumsgd.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.quorumsgd.config.InvalidInputException;

/** Opens data sets; every problem of both splits is one line of one {@link InvalidInputException}. */
public final class ImageDataSets {
    private ImageDataSets() {}

    public static ImageDataSet open(DataSettings settings, HadoopFiles files) {
        return switch (settings.format()) {
            case DIGITS -> digits();
            case IDX -> idx(files, directory(files, settings.path()), settings.classes());
            case CIFAR10 -> cifar10(files, directory(files, settings.path()));
            case PARQUET -> parquet(files, settings);
        };
    }

    /** Every fifth image (index 4, 9, ...) is a test image. */
    static ImageDataSet digits() {
        ImageSource all = IdxSource.open(
                new ResourceFile("digits/images-idx3-ubyte.gz"), new ResourceFile("digits/labels-idx1-ubyte.gz"), 10);
        return new ImageDataSet("digits", select(all, row -> row % 5 != 4), select(all, row -> row % 5 == 4));
    }

    private static ImageSource select(ImageSource all, IntPredicate wanted) {
        return new RowSelection(
                all, IntStream.range(0, all.size()).filter(wanted).toArray());
    }

    private static ImageDataSet idx(HadoopFiles files, Path directory, int classes) {
        return bothSplits(
                directory, () -> idx(files, directory, "train", classes), () -> idx(files, directory, "t10k", classes));
    }

    private static ImageSource idx(HadoopFiles files, Path directory, String split, int classes) {
        DataProblems problems = new DataProblems();
        Path images = idxFile(files, directory, split + "-images", "idx3-ubyte", problems);
        Path labels = idxFile(files, directory, split + "-labels", "idx1-ubyte", problems);
        problems.throwIfAny();
        return IdxSource.open(files.file(images), files.file(labels), classes);
    }

    private static Path idxFile(HadoopFiles files, Path directory, String stem, String type, DataProblems problems) {
        for (String ending : List.of("", ".gz")) {
            for (String joint : List.of("-", ".")) {
                Path candidate = new Path(directory, stem + joint + type + ending);
                if (files.isFile(candidate)) {
                    return candidate;
                }
            }
        }
        Path usual = new Path(directory, stem + "-" + type);
        problems.invalid("data file", usual, "an existing file, plain or with .gz");
        return usual;
    }

    private static ImageDataSet cifar10(HadoopFiles files, Path directory) {
        List<HadoopFile> train = new ArrayList<>();
        for (int batch = 1; batch <= 5; batch++) {
            train.add(files.file(new Path(directory, "data_batch_" + batch + ".bin")));
        }
        List<HadoopFile> test = List.of(files.file(new Path(directory, "test_batch.bin")));
        return bothSplits(directory, () -> Cifar10Source.open(train), () -> Cifar10Source.open(test));
    }

    private static ImageDataSet parquet(HadoopFiles files, DataSettings settings) {
        return bothSplits(
                files.qualified(settings.path()),
                () -> ParquetSource.open(parquetFiles(files, settings.path()), settings),
                () -> ParquetSource.open(parquetFiles(files, settings.testPath()), settings));
    }

    private static List<HadoopFile> parquetFiles(HadoopFiles files, String path) {
        Path table = files.qualified(path);
        if (!files.isDirectory(table)) {
            return List.of(files.file(table));
        }
        List<Path> parts = files.list(table, ".parquet");
        if (parts.isEmpty()) {
            throw InvalidInputException.of("Invalid data directory: " + table + " (expected files ending in .parquet)");
        }
        return parts.stream().map(files::file).toList();
    }

    private static Path directory(HadoopFiles files, String path) {
        Path directory = files.qualified(path);
        if (!files.isDirectory(directory)) {
            throw InvalidInputException.of(
                    "Invalid data directory: " + directory + " (expected an existing directory)");
        }
        return directory;
    }

    private static ImageDataSet bothSplits(Path path, Supplier<ImageSource> openTrain, Supplier<ImageSource> openTest) {
        DataProblems problems = new DataProblems();
        ImageSource train = problems.attempt(openTrain);
        ImageSource test = problems.attempt(openTest);
        if (train == null || test == null) {
            throw problems.exception();
        }
        if (!train.shape().equals(test.shape())) {
            problems.invalid("shape of the test images of " + path, test.shape(), train.shape() + " as in training");
        }
        if (train.pixelType() != test.pixelType()) {
            problems.invalid(
                    "pixel type of the test images of " + path,
                    test.pixelType(),
                    train.pixelType() + " as in training");
        }
        problems.throwIfAny();
        return new ImageDataSet(path.getName(), train, test);
    }
}
