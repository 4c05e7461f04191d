package org.quorumsgd.data;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.Path;

/** A file of any Hadoop file system. */
record HadoopFile(HadoopFiles files, String name) implements DataFile {
    Path path() {
        return new Path(name);
    }

    @Override
    public InputStream open() throws IOException {
        return files.fileSystem(path()).open(path());
    }

    long length() throws IOException {
        return files.fileSystem(path()).getFileStatus(path()).getLen();
    }
}
