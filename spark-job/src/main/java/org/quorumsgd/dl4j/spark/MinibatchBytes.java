package org.quorumsgd.dl4j.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.quorumsgd.config.InvalidInputException;

/** Data sets as bytes in Deeplearning4j's own format, which any serializer of Spark can carry, and operations on them. */
final class MinibatchBytes {
    private MinibatchBytes() {}

    static byte[] of(MultiDataSet data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            data.save(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static MultiDataSet read(byte[] bytes) {
        MultiDataSet data = new org.nd4j.linalg.dataset.MultiDataSet();
        try {
            data.load(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return data;
    }

    static byte[] joined(List<byte[]> parts) {
        return parts.size() == 1
                ? parts.get(0)
                : of(org.nd4j.linalg.dataset.MultiDataSet.merge(
                        parts.stream().map(MinibatchBytes::read).toList()));
    }

    static int examples(MultiDataSet data) {
        if (data.numFeatureArrays() == 0 || data.numLabelsArrays() == 0) {
            throw InvalidInputException.of("Invalid data set: " + data.numFeatureArrays() + " feature and "
                    + data.numLabelsArrays() + " label arrays (expected at least one of each)");
        }
        return Math.toIntExact(data.getFeatures(0).size(0));
    }

    /** Examples {@code from .. to - 1}. */
    static MultiDataSet part(MultiDataSet data, int from, int to) {
        return new org.nd4j.linalg.dataset.MultiDataSet(
                part(data.getFeatures(), from, to),
                part(data.getLabels(), from, to),
                part(data.getFeaturesMaskArrays(), from, to),
                part(data.getLabelsMaskArrays(), from, to));
    }

    private static INDArray @Nullable [] part(INDArray @Nullable [] arrays, int from, int to) {
        if (arrays == null) {
            return null;
        }
        INDArray[] parts = new INDArray[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            INDArray array = arrays[i];
            if (array != null) {
                INDArrayIndex[] indices = new INDArrayIndex[array.rank()];
                indices[0] = NDArrayIndex.interval(from, to);
                for (int d = 1; d < indices.length; d++) {
                    indices[d] = NDArrayIndex.all();
                }
                parts[i] = array.get(indices).dup();
            }
        }
        return parts;
    }
}
