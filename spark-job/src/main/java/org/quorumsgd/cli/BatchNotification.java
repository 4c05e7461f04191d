package org.quorumsgd.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.quorumsgd.config.Secrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells somebody that a batch has ended: a JSON object, posted to an http(s) URL or given to a shell command as its input. A
 * message that does not arrive is a warning; the batch has ended all the same.
 *
 * @param target URL or command
 */
record BatchNotification(String target) {
    private static final Logger LOG = LoggerFactory.getLogger(BatchNotification.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * Sends the message.
     *
     * @param counts number of runs by status
     * @param changes lines about tonight against the nights before; none for a batch without a date
     */
    void send(String batch, String directory, ExitCode exitCode, Map<String, Integer> counts, List<String> changes) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("batch", batch);
        message.put("directory", directory);
        message.put("exit_code", exitCode.code);
        message.put("runs", counts);
        message.put("changes", changes);
        try {
            String json = new ObjectMapper().writeValueAsString(message);
            if (target.matches("https?://.*")) {
                post(json);
            } else {
                command(json);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn(
                    "The end of {} was not told to {}: {}",
                    batch,
                    Secrets.masked(target),
                    Secrets.masked(e.toString()));
        }
    }

    private void post(String json) throws IOException, InterruptedException {
        HttpResponse<Void> response = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(target))
                                .timeout(PATIENCE)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("HTTP status " + response.statusCode());
        }
    }

    private void command(String json) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", target)
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("not done within " + PATIENCE.toSeconds() + " s");
        }
        if (process.exitValue() != 0) {
            throw new IOException("exit code " + process.exitValue());
        }
    }
}
