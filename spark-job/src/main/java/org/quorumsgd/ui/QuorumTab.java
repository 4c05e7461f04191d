package org.quorumsgd.ui;

import java.util.ArrayList;
import java.util.List;
import javax.servlet.http.HttpServletRequest;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.UIUtils;
import org.apache.spark.ui.WebUIPage;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.xml.Node;
import scala.xml.Unparsed;

/** The tab: a list of runs, a page a run, and a page of several runs side by side. */
final class QuorumTab extends SparkUITab {
    private static final String DATA = "/quorum-data";

    /** Whether what is shown may still change. */
    enum Source {
        LIVE,
        EVENT_LOG
    }

    private final Source source;

    private QuorumTab(SparkUI ui, Source source) {
        super(ui, "quorum");
        this.source = source;
        attachPage(new Page("", "runs", "Quorum runs"));
        attachPage(new Page("run", "run", "Quorum run"));
        attachPage(new Page("compare", "compare", "Quorum runs side by side"));
    }

    static void install(SparkUI ui, Source source) {
        ui.attachTab(new QuorumTab(ui, source));
        RunReader reader = new RunReader(ui.store().store());
        ui.attachHandler(ui.getBasePath() + DATA, new DataServlet(reader), "/*");
    }

    @Override
    public String name() {
        return "Quorum";
    }

    /** A frame without content of its own: the script fills it, and writes whatever users have named as text. */
    private final class Page extends WebUIPage {
        private final String page;
        private final String title;

        Page(String prefix, String page, String title) {
            super(prefix);
            this.page = page;
            this.title = title;
        }

        @Override
        public Seq<Node> render(HttpServletRequest request) {
            String root = UIUtils.prependBaseUri(request, basePath(), "");
            String data = root + DATA + "/";
            String html = """
                    <link rel="stylesheet" href="%1$suPlot.min.css"><link rel="stylesheet" href="%1$squorum.css"><link rel="stylesheet" href="%1$stab.css">
                    <main id="quorum" data-page="%2$s" data-root="%3$s" data-live="%4$s"></main>
                    <noscript>The Quorum tab draws with JavaScript.</noscript>
                    <script src="%1$suPlot.iife.min.js"></script><script src="%1$squorum.js"></script><script src="%1$stab.js"></script>
                    """.formatted(escape(data), page, escape(root), source == Source.LIVE);
            return UIUtils.headerSparkPage(
                    request, title, () -> nodes(html), QuorumTab.this, Option.empty(), false, false);
        }
    }

    private static String escape(String attribute) {
        return attribute.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }

    private static Seq<Node> nodes(String html) {
        return JavaConverters.asScalaBuffer(new ArrayList<Node>(List.of(new Unparsed(html))))
                .toSeq();
    }
}
