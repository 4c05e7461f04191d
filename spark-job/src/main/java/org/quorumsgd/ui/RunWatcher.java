package org.quorumsgd.ui;

import org.quorumsgd.page.Alarm;

/** Who is told of runs while they go on. Called from the listener's one thread. */
interface RunWatcher {
    /** Where nobody needs to be told: a log that is read again. */
    RunWatcher NOBODY = new RunWatcher() {
        @Override
        public void changed(RunRow run) {}

        @Override
        public void changed(RunRow run, Alarm alarm) {}
    };

    void changed(RunRow run);

    /** An alarm has begun or ended. */
    void changed(RunRow run, Alarm alarm);
}
