package org.quorumsgd.report;

import java.util.Locale;
import org.quorumsgd.run.OrderTable;
import org.quorumsgd.run.Row;

/** What is kept of order.csv: how many commits came, and until when. */
final class OrderDigest {
    private long commits;
    private double seconds = Double.NaN;

    void add(Row row) {
        commits++;
        double time = row.number(OrderTable.SECONDS);
        seconds = Double.isNaN(time) ? seconds : time;
    }

    /** One line; empty where no order was recorded. */
    String inWords() {
        if (commits == 0) {
            return "";
        }
        String until = Double.isNaN(seconds)
                ? ""
                : String.format(Locale.ROOT, ", the last of them %.3g s after the agents began", seconds);
        return String.format(Locale.ROOT, "%,d%s; their order is in order.csv", commits, until);
    }
}
