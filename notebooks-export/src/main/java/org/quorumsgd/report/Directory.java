package org.quorumsgd.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A directory to read, on whatever file system. {@code toString} is its path as messages give it. */
public interface Directory {
    /** Where it is, in full: one directory has one. */
    String path();

    /** The last part of its path. */
    String name();

    boolean exists() throws IOException;

    /** Whether it holds a plain file of this name. */
    boolean has(String file) throws IOException;

    InputStream open(String file) throws IOException;

    /** In the order of their names; hidden ones are left out. */
    List<Directory> subdirectories() throws IOException;
}
