package org.quorumsgd.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One page of Debian's headless Chromium, over its DevTools protocol: with the JDK's WebSocket that is less to carry than a
 * driver library, whose Guava would stand before Spark's on the test class path.
 */
public final class Chromium implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 100;

    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final AtomicInteger messages = new AtomicInteger();
    private final Process process;
    private final WebSocket socket;
    private final String session;

    private Chromium(Process process, String address) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Answers())
                .join();
        String target = send("", "Target.createTarget", Map.of("url", "about:blank"))
                .at("/targetId")
                .textValue();
        this.session = send("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .at("/sessionId")
                .textValue();
    }

    /** @param directory for the browser's own files */
    public static Chromium start(Path directory) throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            fail("no " + PROGRAM + "; bin/install-tools browser installs it");
        }
        Path profile = Files.createTempDirectory(directory, "chromium");
        Path log = profile.resolve("log");
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        long deadline = System.nanoTime() + LIMIT.toNanos();
        List<String> lines = List.of();
        while (lines.size() < 2) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                fail("Chromium did not start:\n" + Files.readString(log));
            }
            pause();
            lines = Files.exists(port) ? Files.readAllLines(port) : lines;
        }
        return new Chromium(process, "ws://127.0.0.1:" + lines.get(0) + lines.get(1));
    }

    public void open(String url) {
        evaluate("window.left = true");
        send(session, "Page.navigate", Map.of("url", url));
        await("window.left === undefined && document.readyState === 'complete'");
    }

    public void resize(int width, int height) {
        send(
                session,
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** @param scheme light or dark, as the user prefers it */
    public void prefer(String scheme) {
        send(
                session,
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** The value of a JavaScript expression. */
    public JsonNode evaluate(String expression) {
        JsonNode answer = send(
                session,
                "Runtime.evaluate",
                Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            fail(expression + "\n" + answer.get("exceptionDetails").toPrettyString());
        }
        return answer.at("/result/value");
    }

    public String text(String selector) {
        return evaluate("document.querySelector('" + selector + "').textContent")
                .textValue();
    }

    /** Waits until a JavaScript expression is true. */
    public void await(String expression) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!evaluate("Boolean(" + expression + ")").booleanValue()) {
            if (System.nanoTime() > deadline) {
                fail("never came true: " + expression + "\n"
                        + evaluate("document.body.innerText").textValue());
            }
            pause();
        }
    }

    /** Drags the mouse across the middle of an element, from one share of its width to another. */
    void drag(String selector, double from, double to) {
        JsonNode box = evaluate("(() => { const element = document.querySelector('" + selector + "');"
                + " element.scrollIntoView({block: 'center'});"
                + " return element.getBoundingClientRect().toJSON(); })()");
        double y = box.get("top").asDouble() + box.get("height").asDouble() / 2;
        mouse("mouseMoved", box, from, y);
        mouse("mousePressed", box, from, y);
        mouse("mouseMoved", box, (from + to) / 2, y);
        mouse("mouseMoved", box, to, y);
        mouse("mouseReleased", box, to, y);
    }

    private void mouse(String type, JsonNode box, double share, double y) {
        double x = box.get("left").asDouble() + share * box.get("width").asDouble();
        send(
                session,
                "Input.dispatchMouseEvent",
                Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1));
    }

    /** The page from top to bottom, as a PNG file. */
    public void screenshot(Path file) throws IOException {
        JsonNode answer =
                send(session, "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(answer.get("data").textValue()));
    }

    private JsonNode send(String toSession, String method, Map<String, ?> parameters) {
        int id = messages.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        ObjectNode message = mapper.createObjectNode().put("id", id).put("method", method);
        message.set("params", mapper.valueToTree(parameters));
        if (!toSession.isEmpty()) {
            message.put("sessionId", toSession);
        }
        try {
            socket.sendText(message.toString(), true).join();
            return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(method, e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Answers implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                try {
                    JsonNode message = mapper.readTree(parts.toString().getBytes(UTF_8));
                    CompletableFuture<JsonNode> answer =
                            pending.remove(message.path("id").asInt());
                    if (answer != null && message.has("error")) {
                        answer.completeExceptionally(
                                new IOException(message.get("error").toString()));
                    } else if (answer != null) {
                        answer.complete(message.get("result"));
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                parts.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
