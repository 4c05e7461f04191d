package org.quorumsgd.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** A file shipped in this jar beside the classes of this package. */
record ResourceFile(String resource) implements DataFile {
    @Override
    public String name() {
        return "classpath:" + resource;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream in = ResourceFile.class.getResourceAsStream(resource);
        if (in == null) {
            throw new FileNotFoundException(name());
        }
        return in;
    }
}
