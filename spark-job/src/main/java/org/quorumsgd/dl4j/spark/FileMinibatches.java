package org.quorumsgd.dl4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.spark.data.loader.RemoteFileSource;
import org.nd4j.common.loader.Source;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.quorumsgd.dl4j.Minibatches;

/**
 * Minibatches in files, one each.
 *
 * @param paths in the order of the minibatches, on any Hadoop file system
 */
record FileMinibatches(List<String> paths, int agents, Reader reader) implements Minibatches {
    /** Makes a minibatch of a file. */
    @FunctionalInterface
    interface Reader extends Serializable {
        MultiDataSet read(Source source) throws IOException;
    }

    static Reader reader(DataSetLoader loader) {
        return source -> loader.load(source).toMultiDataSet();
    }

    static Reader reader(MultiDataSetLoader loader) {
        return loader::load;
    }

    static DealtMinibatches deal(List<String> paths, int atMost, Reader reader) {
        int agents = Math.min(paths.size(), atMost);
        return new DealtMinibatches(new FileMinibatches(List.copyOf(paths), agents, reader), paths.size(), agents);
    }

    @Override
    public int count(int agent) {
        return DealtMinibatches.share(paths.size(), agents, agent);
    }

    @Override
    public MultiDataSet read(int agent, int index) throws IOException {
        String path = paths.get(index * agents + agent);
        return reader.read(
                new RemoteFileSource(path, new Path(path).getFileSystem(MinibatchFiles.configurationOfTask())));
    }
}
