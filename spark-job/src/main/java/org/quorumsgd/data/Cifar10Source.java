package org.quorumsgd.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * CIFAR-10 in its binary version: records of one label byte and 3 x 32 x 32 unsigned bytes, channel first, in one or more files
 * whose rows follow each other (<a href="https://www.cs.toronto.edu/~kriz/cifar.html">format</a>).
 */
final class Cifar10Source implements ImageSource {
    private static final long serialVersionUID = 1L;
    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
    private static final int CLASSES = 10;
    static final int RECORD_BYTES = 1 + 3 * 32 * 32;

    private final List<HadoopFile> files;
    private final RowBlocks blocks;

    private Cifar10Source(List<HadoopFile> files, RowBlocks blocks) {
        this.files = files;
        this.blocks = blocks;
    }

    /** Checks that the files exist and have whole records; the labels are checked where rows are read. */
    static Cifar10Source open(List<HadoopFile> files) {
        DataProblems problems = new DataProblems();
        List<Long> counts = new ArrayList<>();
        for (HadoopFile file : files) {
            try {
                long bytes = file.length();
                counts.add(bytes / RECORD_BYTES);
                if (bytes == 0 || bytes % RECORD_BYTES != 0) {
                    problems.invalid(
                            "length of " + file.name(),
                            bytes + " bytes",
                            "a positive multiple of " + RECORD_BYTES + " bytes");
                }
            } catch (IOException e) {
                problems.addAll(DataProblems.unreadable(file.name(), e));
            }
        }
        problems.throwIfAny();
        return new Cifar10Source(
                List.copyOf(files), RowBlocks.of(counts, files.get(0).name()));
    }

    @Override
    public ImageShape shape() {
        return SHAPE;
    }

    @Override
    public PixelType pixelType() {
        return PixelType.UNSIGNED_BYTE;
    }

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public int size() {
        return blocks.size();
    }

    @Override
    public List<DataFile> files() {
        return List.copyOf(files);
    }

    @Override
    public void read(int[] rows, RowConsumer consumer) {
        RowOrder.check(rows, size());
        DataProblems problems = new DataProblems();
        byte[] record = new byte[RECORD_BYTES];
        byte[] pixels = new byte[SHAPE.pixels()];
        for (int i = 0; i < files.size(); i++) {
            int first = blocks.first(i);
            int[] wanted = blocks.within(i, rows);
            if (wanted.length == 0) {
                continue;
            }
            HadoopFile file = files.get(i);
            try (RecordStream stream = new RecordStream(file, 0, RECORD_BYTES)) {
                for (int row : wanted) {
                    stream.readRecord(row - first, record);
                    int label = record[0] & 0xff;
                    problems.checkLabel(file.name(), row - first, label, CLASSES);
                    System.arraycopy(record, 1, pixels, 0, pixels.length);
                    consumer.bytes(row, label, pixels);
                }
            }
        }
        problems.throwIfAny();
    }
}
