package org.quorumsgd.run;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a run stands or how it ended; written in lower case. */
public enum RunStatus {
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("done")
    DONE,
    @JsonProperty("diverged")
    DIVERGED,
    @JsonProperty("interrupted")
    INTERRUPTED,
    @JsonProperty("failed")
    FAILED,
    /** Not worth its time, as the rule of its batch says. */
    @JsonProperty("stopped")
    STOPPED
}
