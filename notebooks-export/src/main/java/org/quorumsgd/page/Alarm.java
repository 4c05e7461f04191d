package org.quorumsgd.page;

/**
 * Something that went wrong in a run.
 *
 * @param from the round in which it began
 * @param to the round in which it ended; {@link #LASTS} while it lasts
 * @param text what was seen when it began
 */
public record Alarm(Kind kind, long from, long to, String text) {
    public static final long LASTS = -1;

    /** What can go wrong; the names are a format of the History Server's disk store. */
    public enum Kind {
        DESYNCHRONIZED("Desynchronized"),
        COLLAPSED("Collapsed"),
        DIVERGING("Diverging"),
        AGENT_STUCK("Agent stuck"),
        SLOWER("Slower than before");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    public boolean lasts() {
        return to == LASTS;
    }

    public Alarm endedIn(long round) {
        return new Alarm(kind, from, round, text);
    }
}
