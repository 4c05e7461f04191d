package org.quorumsgd.data;

import java.util.List;

/** Some rows of another source, counted anew from 0. */
final class RowSelection implements ImageSource {
    private static final long serialVersionUID = 1L;

    private final ImageSource base;
    private final int[] selected;

    RowSelection(ImageSource base, int[] selected) {
        RowOrder.check(selected, base.size());
        this.base = base;
        this.selected = selected.clone();
    }

    @Override
    public ImageShape shape() {
        return base.shape();
    }

    @Override
    public PixelType pixelType() {
        return base.pixelType();
    }

    @Override
    public int classes() {
        return base.classes();
    }

    @Override
    public int size() {
        return selected.length;
    }

    @Override
    public List<DataFile> files() {
        return base.files();
    }

    @Override
    public void read(int[] rows, RowConsumer consumer) {
        RowOrder.check(rows, selected.length);
        int[] baseRows = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            baseRows[i] = selected[rows[i]];
        }
        base.read(baseRows, new RowConsumer() {
            private int next;

            @Override
            public void bytes(int row, int label, byte[] pixels) {
                consumer.bytes(rows[next++], label, pixels);
            }

            @Override
            public void floats(int row, int label, float[] pixels) {
                consumer.floats(rows[next++], label, pixels);
            }
        });
    }
}
