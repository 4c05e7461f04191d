package org.quorumsgd.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Watches one run round by round for what usually goes wrong. Judges medians of the last {@value Typical#RECENT} logged rounds
 * (<em>recent</em>) against the run's own median so far (<em>usual</em>), so one odd round is never an alarm; an
 * alarm ends at a weaker condition than it begins at. The rules and their numbers are in {@code docs/tab.md}. A function of what it
 * is shown, in that order: the same live and from an event log. Not thread-safe.
 */
public final class AlarmRules {
    /** A logged round. */
    public interface Round {
        long round();

        /** By the name of a column of {@code rounds.csv}; NaN where it is not measured. */
        double value(String column);
    }

    /** Logged rounds before the spread is judged: agents that start together need some to reach their usual spread. */
    private static final int ROUNDS_TO_SETTLE = 10;

    /** Logged rounds before the throughput is judged. */
    private static final int ROUNDS_TO_WARM_UP = 20;

    /** Bound (22) is that of gradient descent with the curvature at the start; honest runs pass it by some tens of percent. */
    private static final double BOUND_MARGIN = 2;

    private static final double GROWTH_PAST_BOUND = 1.5;
    private static final double GROWTH_WITHOUT_BOUND = 10;

    /** A pull that takes half of the distance to the centre at every exchange. */
    private static final double STRONG_PULL = 0.5;

    private static final double STEPS_APART = 2;

    /** Two positions this close, relative to their length, are the same in single precision. */
    private static final double SAME_POSITION = 1e-12;

    private static final double GRADIENT_GROWTH = 2;
    private static final double SLOW = 0.5;
    private static final double NO_LONGER_SLOW = 0.7;

    /** Five rounds may be over in the blink of another process. */
    private static final double SLOW_SECONDS = 30;

    private static final int MOST_ALARMS = 50;

    private final Typical spread = new Typical();
    private final Typical stepLength = new Typical();
    private final Typical loss = new Typical();
    private final Typical gradient = new Typical();
    private final Typical throughput = new Typical();
    private final List<Alarm> alarms = new ArrayList<>();
    private @Nullable Round slowSince;
    private double firstLoss = Double.NaN;
    private double bestLoss = Double.POSITIVE_INFINITY;

    /** All so far, in the order in which they began. */
    public List<Alarm> alarms() {
        return List.copyOf(alarms);
    }

    /**
     * Takes the next logged round; the answer is the alarms that began or ended with it.
     *
     * @param spreadBound see {@link org.quorumsgd.run.Forecast}; not positive or NaN where there is none
     */
    public List<Alarm> completed(Round row, int agents, double spreadBound) {
        spread.add(row.value("spread"));
        stepLength.add(row.value("learning_rate") * row.value("gradient_norm"));
        loss.add(row.value("train_loss"));
        gradient.add(row.value("gradient_norm"));
        throughput.add(row.value("images_per_second"));
        List<Alarm> changes = new ArrayList<>();
        // In agents' own time the spread is that of commits of different ages; no numbers are known for it.
        boolean ownTime = row.value("virtual_time") > 0 || !Double.isNaN(row.value("mean_staleness"));
        boolean coupled = agents > 1 && row.value("coupling_gain") > 0 && !ownTime;
        update(Alarm.Kind.DESYNCHRONIZED, row.round(), coupled ? desynchronized(spreadBound) : "", changes);
        update(Alarm.Kind.COLLAPSED, row.round(), coupled ? collapsed(row) : "", changes);
        update(Alarm.Kind.DIVERGING, row.round(), diverging(), changes);
        String slower = slower(row);
        Round since = slowSince;
        long round = since != null && active(Alarm.Kind.SLOWER) == null ? since.round() : row.round();
        update(Alarm.Kind.SLOWER, round, slower, changes);
        return changes;
    }

    /**
     * A round has passed its deadline, or nobody is late any more.
     *
     * @param text who is late; empty: nobody
     */
    public List<Alarm> late(long round, String text) {
        List<Alarm> changes = new ArrayList<>();
        update(Alarm.Kind.AGENT_STUCK, round, text, changes);
        return changes;
    }

    private String desynchronized(double bound) {
        if (spread.count() < ROUNDS_TO_SETTLE) {
            return "";
        }
        double recent = spread.recent();
        double usual = spread.usual();
        boolean already = active(Alarm.Kind.DESYNCHRONIZED) != null;
        if (bound > 0) {
            boolean past =
                    already ? recent > bound : recent > BOUND_MARGIN * bound && recent > GROWTH_PAST_BOUND * usual;
            return past ? say("spread %.3g and growing, theory bounds it by %.3g", recent, bound) : "";
        }
        double growth = already ? GROWTH_WITHOUT_BOUND / 2 : GROWTH_WITHOUT_BOUND;
        return recent > growth * usual ? say("spread %.3g, usually %.3g in this run", recent, usual) : "";
    }

    private String collapsed(Round row) {
        if (spread.count() < ROUNDS_TO_SETTLE) {
            return "";
        }
        double recent = spread.recent();
        double norm = row.value("center_norm");
        if (norm > 0 && recent <= SAME_POSITION * norm * norm) {
            return say("spread %.1g: the agents are copies of each other", recent);
        }
        double pull = row.value("learning_rate") * row.value("coupling_gain");
        double step = stepLength.recent();
        return pull >= STRONG_PULL && Math.sqrt(recent) < STEPS_APART * step
                ? say(
                        "the pull takes %.2g of the distance at every exchange, and agents stay within %.2g steps of their centre",
                        pull, Math.sqrt(recent) / step)
                : "";
    }

    private String diverging() {
        double recent = loss.recent();
        if (Double.isNaN(recent)) {
            return "";
        }
        if (Double.isNaN(firstLoss)) {
            firstLoss = recent;
        }
        bestLoss = Math.min(bestLoss, recent);
        double rise = recent - bestLoss;
        double muchOfStart = Math.abs(firstLoss) / 2;
        double muchOfProgress = (firstLoss - bestLoss) / 2;
        boolean already = active(Alarm.Kind.DIVERGING) != null;
        boolean gradientGrows = already || !(gradient.recent() <= GRADIENT_GROWTH * gradient.usual());
        return rise > muchOfStart && rise > muchOfProgress && gradientGrows
                ? say(
                        "train loss %.4g after %.4g, gradient norm %.3g, usually %.3g",
                        recent, bestLoss, gradient.recent(), gradient.usual())
                : "";
    }

    private String slower(Round row) {
        if (throughput.count() < ROUNDS_TO_WARM_UP) {
            return "";
        }
        double recent = throughput.recent();
        double usual = throughput.usual();
        if (!(recent < (active(Alarm.Kind.SLOWER) == null ? SLOW : NO_LONGER_SLOW) * usual)) {
            slowSince = null;
            return "";
        }
        Round since = slowSince == null ? row : slowSince;
        slowSince = since;
        double seconds = row.value("wall_seconds") - since.value("wall_seconds");
        return seconds < SLOW_SECONDS ? "" : say("%.4g images/s, usually %.4g in this run", recent, usual);
    }

    /** @param text what is wrong; empty: nothing */
    private void update(Alarm.Kind kind, long round, String text, List<Alarm> changes) {
        Alarm active = active(kind);
        if (active == null && !text.isEmpty() && alarms.size() < MOST_ALARMS) {
            Alarm begun = new Alarm(kind, round, Alarm.LASTS, text);
            alarms.add(begun);
            changes.add(begun);
        } else if (active != null && text.isEmpty()) {
            Alarm ended = active.endedIn(round);
            alarms.set(alarms.indexOf(active), ended);
            changes.add(ended);
        }
    }

    private @Nullable Alarm active(Alarm.Kind kind) {
        return alarms.stream()
                .filter(alarm -> alarm.kind() == kind && alarm.lasts())
                .findFirst()
                .orElse(null);
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
