package org.quorumsgd.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.quorumsgd.config.Problems;
import org.quorumsgd.config.Secrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells somebody that a batch has ended: a JSON object, posted to an http(s) URL or given to a shell command as its input. A
 * message that does not arrive is a warning; the batch has ended all the same.
 *
 * @param target URL or command
 * @param patience how long it may take
 */
record BatchNotification(String target, Duration patience) {
    private static final Logger LOG = LoggerFactory.getLogger(BatchNotification.class);

    BatchNotification(String target) {
        this(target, Duration.ofSeconds(30));
    }

    /**
     * How a batch ended.
     *
     * @param counts number of runs by status
     * @param changes lines about tonight against the nights before; none for a batch without a date
     * @param problems that kept it from its end, as they are printed; none where it got there
     */
    record End(ExitCode exitCode, Map<String, Integer> counts, List<String> changes, List<String> problems) {
        static End failed(Exception reason) {
            return new End(Quorum.exitCodeOf(reason), Map.of(), List.of(), Quorum.explanation(reason));
        }
    }

    /** Adds a problem where nobody can be told: better before a night than after it. */
    static void check(String target, Problems problems) {
        if (target.isBlank()) {
            problems.invalid("--notify", "\"\"", "a URL or a command");
        } else if (isUrl(target)) {
            try {
                if (new URI(target).getHost() == null) {
                    problems.invalid("--notify", Secrets.masked(target), "a URL with a host");
                }
            } catch (URISyntaxException e) {
                problems.invalid("--notify", Secrets.masked(target), "a URL: " + e.getReason());
            }
        }
    }

    private static boolean isUrl(String target) {
        return target.matches("https?://.*");
    }

    /** Sends the message. */
    void send(String batch, String directory, End end) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("batch", batch);
        message.put("directory", directory);
        message.put("exit_code", end.exitCode().code);
        message.put("runs", end.counts());
        message.put("changes", end.changes());
        message.put("problems", end.problems());
        try {
            String json = new ObjectMapper().writeValueAsString(message);
            if (isUrl(target)) {
                post(json);
            } else {
                command(json);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException | IllegalArgumentException e) {
            String reason = Secrets.masked(e.toString().replace(target, addressee()));
            LOG.warn("The end of {} was not told to {}: {}", batch, addressee(), reason);
        }
    }

    /** For a log: the path and the query of a web hook are its password. */
    String addressee() {
        return isUrl(target)
                ? target.replaceAll("^(https?://)(?:[^/?#]*@)?([^/?#]*).*", "$1$2/...")
                : Secrets.masked(target);
    }

    private void post(String json) throws IOException, InterruptedException {
        HttpResponse<Void> response = HttpClient.newBuilder()
                .connectTimeout(patience)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(target))
                                .timeout(patience)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("HTTP status " + response.statusCode());
        }
    }

    private void command(String json) throws IOException, InterruptedException {
        // A file, for nobody has to read what stands in it.
        Path input = Files.createTempFile("quorum", ".json");
        try {
            Files.writeString(input, json);
            Process process = new ProcessBuilder("sh", "-c", target)
                    .inheritIO()
                    .redirectInput(input.toFile())
                    .start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException("not done within " + patience.toMillis() / 1000 + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException("exit code " + process.exitValue());
            }
        } finally {
            Files.deleteIfExists(input);
        }
    }
}
