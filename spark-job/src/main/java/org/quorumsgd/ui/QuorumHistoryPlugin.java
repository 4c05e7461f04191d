package org.quorumsgd.ui;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.status.AppHistoryServerPlugin;
import org.apache.spark.status.ElementTrackingStore;
import org.apache.spark.ui.SparkUI;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Puts the tab into the History Server, which finds this class by its service file. */
public final class QuorumHistoryPlugin implements AppHistoryServerPlugin {
    /** Behind the tabs of Spark's own. */
    private static final int DISPLAY_ORDER = 100;

    @Override
    public Seq<SparkListener> createListeners(SparkConf conf, ElementTrackingStore store) {
        return JavaConverters.asScalaBuffer(new ArrayList<SparkListener>(List.of(new RunListener(store))))
                .toSeq();
    }

    @Override
    public void setupUI(SparkUI ui) {
        if (!new RunReader(ui.store().store()).runs().isEmpty()) {
            QuorumTab.install(ui, QuorumTab.Source.EVENT_LOG);
        }
    }

    @Override
    public int displayOrder() {
        return DISPLAY_ORDER;
    }
}
