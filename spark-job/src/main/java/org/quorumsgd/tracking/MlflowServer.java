package org.quorumsgd.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls of MLflow's REST API 2.0 that log a run. */
final class MlflowServer {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String api;
    private final @Nullable String authorization;

    /** @param environment with MLFLOW_TRACKING_URI and, where the server wants them, a token or a name and a password */
    MlflowServer(Map<String, String> environment) {
        String uri = environment.getOrDefault("MLFLOW_TRACKING_URI", "");
        this.api = uri.replaceAll("/+$", "") + "/api/2.0/mlflow/";
        String token = environment.get("MLFLOW_TRACKING_TOKEN");
        String user = environment.get("MLFLOW_TRACKING_USERNAME");
        if (token != null) {
            authorization = "Bearer " + token;
        } else if (user != null) {
            String pair = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
            authorization = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        } else {
            authorization = null;
        }
    }

    /** The id of the experiment of this name, made where there is none. */
    String experiment(String name) throws IOException {
        String query = "experiments/get-by-name?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        Optional<JsonNode> found = send(request(query).GET(), true);
        return found.isPresent()
                ? found.get().path("experiment").path("experiment_id").asText()
                : post("experiments/create", Map.of("name", name))
                        .path("experiment_id")
                        .asText();
    }

    /** Makes a run; its id. */
    String run(Map<String, Object> body) throws IOException {
        return post("runs/create", body).path("run").path("info").path("run_id").asText();
    }

    JsonNode post(String call, Map<String, Object> body) throws IOException {
        String json = JSON.writeValueAsString(body);
        HttpRequest.Builder request = request(call)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return send(request, false).orElseThrow();
    }

    private HttpRequest.Builder request(String call) throws IOException {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(api + call)).timeout(PATIENCE);
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            return request;
        } catch (IllegalArgumentException e) {
            throw new IOException("no http(s) address: " + e.getMessage(), e);
        }
    }

    /** Nothing where the answer is that there is no such thing and that may be. */
    private Optional<JsonNode> send(HttpRequest.Builder builder, boolean mayBeMissing) throws IOException {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 404 && mayBeMissing) {
                return Optional.empty();
            }
            if (response.statusCode() != 200) {
                String text = response.body().strip();
                throw new IOException(request.uri().getPath() + " answered " + response.statusCode() + " "
                        + text.substring(0, Math.min(200, text.length())));
            }
            return Optional.of(JSON.readTree(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
