package org.quorumsgd.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;

/**
 * In the driver, {@code spark.extraListeners}: while a folder is there, the thread that says it fetches a result from an executor waits
 * inside the saying and leaves a file named like the task. So a test meets a moment that otherwise lasts a millisecond.
 */
public final class HeldResults extends SparkListener {
    /** The folder; the test makes it and takes it away. */
    static final String FOLDER = "spark.test.held-results";

    private static final String LOGGER = "org.apache.spark.scheduler.TaskResultGetter";
    private static final Pattern FETCH = Pattern.compile("Fetching indirect task result .*\\(TID (\\d+)\\)");

    /** A test that has ended takes nothing away. */
    private static final long MOST_MILLIS = 60_000;

    public HeldResults(SparkConf spark) {
        Configuration logging = ((LoggerContext) LogManager.getContext(false)).getConfiguration();
        AbstractAppender hold = new Hold(Path.of(spark.get(FOLDER)));
        hold.start();
        LoggerConfig logger = new LoggerConfig(LOGGER, Level.DEBUG, true);
        logger.addAppender(hold, Level.DEBUG, null);
        logging.addLogger(LOGGER, logger);
        ((LoggerContext) LogManager.getContext(false)).updateLoggers();
    }

    /** The task whose result is held. */
    static Optional<String> task(Path folder) {
        try (Stream<Path> held = Files.list(folder)) {
            return held.map(file -> file.getFileName().toString()).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Hold extends AbstractAppender {
        private final Path folder;

        Hold(Path folder) {
            super("hold", null, null, false, Property.EMPTY_ARRAY);
            this.folder = folder;
        }

        @Override
        public void append(LogEvent event) {
            Matcher fetch = FETCH.matcher(event.getMessage().getFormattedMessage());
            if (!fetch.find() || !Files.exists(folder)) {
                return;
            }
            try {
                Files.createFile(folder.resolve(fetch.group(1)));
            } catch (IOException justTakenAway) {
                return;
            }
            for (long millis = 0; millis < MOST_MILLIS && Files.exists(folder); millis++) {
                Signals.sleep(1);
            }
        }
    }
}
