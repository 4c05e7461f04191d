package org.quorumsgd.files;

import java.io.IOException;

/** What could not be written, after all attempts; its message is one line for the user. */
public final class UnwrittenException extends IOException {
    private static final long serialVersionUID = 1;

    /** Tells on the driver what an executor could not write. */
    public UnwrittenException(String message) {
        super(message);
    }

    UnwrittenException(String what, int attempts, IOException cause) {
        super("Could not write " + what + ": " + reason(cause) + " (" + attempts + " attempts)", cause);
    }

    /** The first line of a failure's message; of a failure without one its name. */
    static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
