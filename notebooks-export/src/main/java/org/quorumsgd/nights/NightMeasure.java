package org.quorumsgd.nights;

/** What is compared between nights. */
enum NightMeasure {
    ERROR("test error", "test_error", true, 0.05),
    SPREAD("spread", "spread", true, 0.25),
    /** Of all runs together, each relative to its group's earlier mean: it is the machine or the code that is slow. */
    SPEED("images/s", "images_per_second", false, 0.2);

    /** What a reader calls it. */
    final String label;

    /** Of batch.csv. */
    final String column;

    final boolean higherIsWorse;

    /** Smallest change that anybody would act on, relative to the earlier mean; below it none is named, however certain. */
    final double smallestEffect;

    NightMeasure(String label, String column, boolean higherIsWorse, double smallestEffect) {
        this.label = label;
        this.column = column;
        this.higherIsWorse = higherIsWorse;
        this.smallestEffect = smallestEffect;
    }
}
