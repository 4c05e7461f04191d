package org.quorumsgd.data;

import java.util.List;

/** Images and labels in two IDX files, the format of MNIST and Fashion-MNIST. */
final class IdxSource implements ImageSource {
    private static final long serialVersionUID = 1L;
    private static final int IMAGE_HEADER_BYTES = 16;
    private static final int LABEL_HEADER_BYTES = 8;

    private final DataFile images;
    private final DataFile labels;
    private final ImageShape shape;
    private final int classes;
    private final int size;

    private IdxSource(DataFile images, DataFile labels, ImageShape shape, int classes, int size) {
        this.images = images;
        this.labels = labels;
        this.shape = shape;
        this.classes = classes;
        this.size = size;
    }

    /** Reads both files once, to their ends: lengths, packing and all labels are checked here. */
    static IdxSource open(DataFile images, DataFile labels, int classes) {
        DataProblems problems = new DataProblems();
        IdxFile.Body labelCheck = (index, buffer, length) -> {
            for (int i = 0; i < length; i++) {
                problems.checkLabel(labels.name(), index + i, buffer[i] & 0xff, classes);
            }
        };
        IdxFile image = problems.attempt(() -> IdxFile.open(images, 3, (index, buffer, length) -> {}));
        IdxFile label = problems.attempt(() -> IdxFile.open(labels, 1, labelCheck));
        if (image == null || label == null) {
            throw problems.exception();
        }
        if (image.count() != label.count()) {
            problems.invalid(
                    "number of labels in " + labels.name(),
                    label.count(),
                    image.count() + ", the number of images in " + images.name());
        }
        problems.throwIfAny();
        ImageShape shape = new ImageShape(1, image.height(), image.width());
        return new IdxSource(images, labels, shape, classes, image.count());
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public PixelType pixelType() {
        return PixelType.UNSIGNED_BYTE;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<DataFile> files() {
        return List.of(images, labels);
    }

    @Override
    public void read(int[] rows, RowConsumer consumer) {
        RowOrder.check(rows, size);
        byte[] pixels = new byte[shape.pixels()];
        byte[] label = new byte[1];
        try (RecordStream imageStream = new RecordStream(images, IMAGE_HEADER_BYTES, pixels.length);
                RecordStream labelStream = new RecordStream(labels, LABEL_HEADER_BYTES, 1)) {
            for (int row : rows) {
                imageStream.readRecord(row, pixels);
                labelStream.readRecord(row, label);
                consumer.bytes(row, label[0] & 0xff, pixels);
            }
        }
    }
}
