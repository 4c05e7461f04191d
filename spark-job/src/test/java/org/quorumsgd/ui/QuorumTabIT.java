package org.quorumsgd.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.event.RunEnded;
import org.quorumsgd.event.RunForecast;

/** The pages in a browser, over runs that never were; leaves screenshots in target/screenshots. */
final class QuorumTabIT {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String HOSTILE_NAME = "<img src=x onerror=\"window.broken=1\"> \"quoted\" & 'co'";
    private static final int MANY_ROUNDS = 100_000;
    private static final String OURS =
            "performance.getEntriesByType('resource').filter(entry => entry.name.includes('/quorum-data/'))";
    private static final String TRANSFERRED = OURS + ".reduce((sum, entry) => sum + entry.decodedBodySize, 0)";

    @TempDir
    private static Path directory;

    private static SparkContext context;
    private static Chromium browser;
    private static String tab;

    @BeforeAll
    static void playRuns() throws IOException {
        SparkConf conf = new SparkConf()
                .setMaster("local[1]")
                .setAppName("synthetic")
                .set("spark.ui.port", "0")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        context = new SparkContext(QuorumPlugin.addTo(conf));
        tab = "http://127.0.0.1:" + context.ui().get().boundPort() + "/quorum/";
        RunListener listener = new RunListener(context.statusStore().store());
        listener.onOtherEvent(Rounds.started("many", 64, MANY_ROUNDS));
        for (int round = 1; round <= MANY_ROUNDS; round++) {
            listener.onOtherEvent(Rounds.round("many", round, 64));
        }
        listener.onOtherEvent(new RunEnded("many", "done", "", 1_700_000_001_000L));
        listener.onOtherEvent(Rounds.started("few,gain=2", HOSTILE_NAME, 8, 4_000));
        for (int round = 1; round <= 1_000; round++) {
            listener.onOtherEvent(Rounds.round("few,gain=2", round, 8));
        }
        listener.onOtherEvent(new RunEnded("few,gain=2", "diverged", "round 1001, agent 3: " + HOSTILE_NAME, 1));
        listener.onOtherEvent(Rounds.started("trouble", 8, 1_000));
        listener.onOtherEvent(new RunForecast("trouble", 1, 1, 1, 1, 4, 0.05, 1, 0.05, 1));
        for (int round = 1; round <= 950; round++) {
            listener.onOtherEvent(Rounds.troubledRound("trouble", round, 8));
        }
        listener.onOtherEvent(Rounds.startedOnAClock("clock", 64, 4_000));
        for (int round = 1; round <= 4_000; round++) {
            listener.onOtherEvent(Rounds.commits("clock", round, 64));
        }
        listener.onOtherEvent(new RunEnded("clock", "done", "", 1_700_000_001_000L));
        browser = Chromium.start(directory);
        browser.resize(1400, 900);
    }

    @AfterAll
    static void stop() {
        browser.close();
        context.stop();
    }

    @Test
    void hundredThousandRoundsOf64AgentsAreOnePageOfLessThan300KilobytesWithinASecond() throws IOException {
        browser.open(tab + "run/?id=many");
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 7");
        assertThat(browser.text("[data-tile=rounds]")).isEqualTo("100,000 / 100,000");
        assertThat(browser.text("[data-tile=\"most often slowest\"]")).isEqualTo("agent 1 (100 %)");
        assertThat(browser.evaluate(TRANSFERRED).asInt()).isBetween(60_000, 300_000);
        assertThat(browser.evaluate(OURS + ".reduce((most, entry) => Math.max(most, entry.duration), 0)")
                        .asDouble())
                .isLessThan(1_000);
        browser.screenshot(SCREENSHOTS.resolve("many-rounds.png"));
    }

    @Test
    void runOnAClockShowsStalenessInTheSamePageSizeAndNothingOfASlowestAgent() throws IOException {
        browser.open(tab + "run/?id=clock");
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 9");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('figcaption > span')].map(each => each.firstChild.data)"
                                        + ".join('; ')")
                        .textValue())
                .contains(
                        "Staleness",
                        "Energies of GEM",
                        "Scalings that are clamped",
                        "Staleness of each agent’s last commit")
                .doesNotContain("Time of a round", "Coupling gain", "Gradients in flight", "Staleness of all commits");
        assertThat(browser.text("#quorum-words"))
                .contains("each in its own time on a virtual clock", "after every 3 steps", "A round is 64 commits.");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('[data-tile]')].map(each => each.dataset.tile).join('; ')")
                        .textValue())
                .contains("mean staleness; largest staleness; virtual time")
                .doesNotContain("slowest", "overhead");
        assertThat(browser.evaluate("[...document.querySelectorAll('#quorum-rows tr:first-child td')]"
                                + ".map(each => each.dataset.key).join()")
                        .textValue())
                .contains("mean_staleness,rms_staleness,largest_staleness,virtual_time", "clamped_share")
                .doesNotContain("slowest", "overhead", "job", "set_difference");
        assertThat(browser.evaluate(TRANSFERRED).asInt()).isBetween(60_000, 300_000);
        browser.screenshot(SCREENSHOTS.resolve("clock.png"));
    }

    @Test
    void runsSideBySideAreDrawnOverTheTimeThatTheyHave() throws IOException {
        browser.open(tab + "compare/?id=many&id=clock");
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 5");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('.choice button')].map(each => each.textContent).join()")
                        .textValue())
                .isEqualTo("rounds,epochs,seconds,service times");
        browser.evaluate("document.querySelectorAll('.choice button')[2].click()");
        browser.await("document.querySelector('.choice [aria-pressed=true]').textContent === 'seconds'");
        assertThat(loss(browser)).as("names the axis and both runs").contains("seconds", "many", "clock");
        browser.screenshot(SCREENSHOTS.resolve("side-by-side-seconds.png"));
        browser.evaluate("document.querySelectorAll('.choice button')[3].click()");
        browser.await("document.querySelector('.choice [aria-pressed=true]').textContent === 'service times'");
        assertThat(loss(browser))
                .as("only one has service times")
                .contains("service times", "clock")
                .doesNotContain("many");
    }

    private static String loss(Chromium browser) {
        return browser.evaluate(
                        "[...document.querySelectorAll('figure')].find(each => each.textContent.startsWith('Train loss'))"
                                + ".querySelector('.u-legend').textContent")
                .textValue();
    }

    @Test
    void draggingOverAChartZoomsAllOfThemAndAButtonGoesBack() {
        browser.open(tab + "run/?id=many");
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 7");
        browser.drag(".u-over", 0.5, 0.6);
        browser.await("!document.querySelector('#quorum-tools button').disabled");
        int newest = Integer.parseInt(
                browser.text("#quorum-rows tbody td[data-key=round]").replace(",", ""));
        assertThat(newest).isBetween(55_000, 65_000);
        browser.evaluate("document.querySelector('#quorum-tools button').click()");
        browser.await("document.querySelector('#quorum-rows tbody td[data-key=round]').textContent === '100,000'");
    }

    @Test
    void tableIsSortedByTheColumnThatIsClicked() {
        browser.open(tab + "run/?id=many");
        browser.await("document.querySelector('#quorum-rows tbody tr')");
        browser.evaluate("document.querySelector('#quorum-rows thead button').click()");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('#quorum-rows td[data-key=round]')].at(-1).textContent")
                        .textValue())
                .isEqualTo("100,000");
        assertThat(browser.evaluate("document.querySelector('#quorum-rows th').ariaSort")
                        .textValue())
                .isEqualTo("ascending");
    }

    @Test
    void legendHidesALineAndLogarithmKeepsItHidden() {
        browser.open(tab + "run/?id=many");
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 7");
        browser.evaluate("document.querySelectorAll('figure .u-legend .u-series th')[1].click()");
        browser.evaluate("document.querySelector('figure button').click()");
        assertThat(browser.evaluate("document.querySelectorAll('figure .u-legend .u-series')[1].className")
                        .textValue())
                .contains("u-off");
        assertThat(browser.evaluate("document.querySelector('figure button').ariaPressed")
                        .textValue())
                .isEqualTo("true");
    }

    @Test
    void runsSideBySideShowWhatTheirConfigurationsDifferIn() throws IOException {
        browser.open(tab);
        browser.await("document.querySelectorAll('#quorum tbody tr').length === 4");
        browser.screenshot(SCREENSHOTS.resolve("runs.png"));
        browser.evaluate("document.querySelector('#quorum .links a').click()");
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 5");
        assertThat(browser.evaluate("[...document.querySelectorAll('#quorum thead th')].map(cell => cell.textContent)"
                                + ".slice(0, 3).join()")
                        .textValue())
                .isEqualTo("run,state,agents");
        assertThat(browser.text("#quorum tbody tr:nth-child(2)")).contains("few,gain=2", "diverged");
        browser.screenshot(SCREENSHOTS.resolve("side-by-side.png"));
    }

    @Test
    void nameFullOfHtmlAndQuotesIsText() throws IOException {
        browser.open(tab);
        browser.await("document.querySelectorAll('#quorum tbody tr').length === 4");
        assertThat(browser.text("#quorum tbody tr:nth-child(2) a")).isEqualTo(HOSTILE_NAME);
        browser.evaluate("document.querySelector('#quorum tbody tr:nth-child(2) a').click()");
        browser.await("document.querySelector('#quorum-heading h2')");
        assertThat(browser.text("#quorum-heading h2")).isEqualTo(HOSTILE_NAME + " diverged");
        assertThat(browser.text("#quorum-failure")).isEqualTo("round 1001, agent 3: " + HOSTILE_NAME);
        assertThat(browser.evaluate("window.broken === undefined && !document.querySelector('#quorum img')")
                        .asBoolean())
                .isTrue();
        browser.screenshot(SCREENSHOTS.resolve("hostile-name.png"));
    }

    @Test
    void alarmsAreOnThePageWithTheRoundsInWhichTheyBegan() throws IOException {
        browser.open(tab + "run/?id=trouble");
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 9");
        assertThat(browser.evaluate("[...document.querySelectorAll('.alarms .lasting strong')].map(alarm =>"
                                + " alarm.textContent.replace(/[0-9]+/, 'N')).join('; ')")
                        .textValue())
                .isEqualTo("Desynchronized since round N; Slower than before since round N; Diverging since round N");
        int slower =
                Integer.parseInt(browser.text(".alarms li:nth-child(2) strong").replaceAll("\\D", ""));
        assertThat(slower).as("median of five after round 700").isEqualTo(702);
        assertThat(browser.evaluate("[...document.querySelectorAll('figure')].find(each =>"
                                + " each.textContent.startsWith('Spread')).querySelector('.u-legend').textContent")
                        .textValue())
                .contains("theory’s bound");
        browser.screenshot(SCREENSHOTS.resolve("alarms.png"));
        browser.resize(400, 800);
        browser.prefer("dark");
        browser.open(tab + "run/?id=trouble");
        browser.await("document.querySelectorAll('#quorum .uplot').length >= 9");
        browser.screenshot(SCREENSHOTS.resolve("alarms-phone-dark.png"));
        browser.resize(1400, 900);
        browser.prefer("light");
    }

    @Test
    void lineOfAnAgentAmongManyIsNamedUnderTheCursor() {
        browser.open(tab + "run/?id=many");
        browser.await(
                "[...document.querySelectorAll('figure')].some(each => each.textContent.startsWith('Train loss of each'))");
        browser.evaluate("[...document.querySelectorAll('figure')].find(each =>"
                + " each.textContent.startsWith('Train loss of each')).id = 'each'");
        browser.drag("#each .u-over", 0.5, 0.501);
        browser.await("document.querySelector('#each small').textContent.startsWith('agent ')");
    }

    @Test
    void unknownRunIsSaidSo() {
        browser.open(tab + "run/?id=%3Cb%3E");
        browser.await("document.querySelector('[role=alert]')");
        assertThat(browser.text("[role=alert]")).isEqualTo("No such run in this application");
    }
}
