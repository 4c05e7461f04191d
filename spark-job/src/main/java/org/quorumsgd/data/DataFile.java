package org.quorumsgd.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;

/** A named sequence of bytes that can be read as often as needed, also on another machine. */
public interface DataFile extends Serializable {
    /** The qualified path or resource name, for messages and for the run's manifest. */
    String name();

    InputStream open() throws IOException;
}
