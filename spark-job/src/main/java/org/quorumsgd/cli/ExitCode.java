package org.quorumsgd.cli;

/** Exit codes of every command; schedulers rely on them. */
enum ExitCode {
    DONE(0),
    FAILED(1),
    INVALID_INPUT(2),
    DIVERGED(3),
    INTERRUPTED(4);

    final int code;

    ExitCode(int code) {
        this.code = code;
    }
}
