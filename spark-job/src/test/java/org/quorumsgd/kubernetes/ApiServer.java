package org.quorumsgd.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesAttributesExtractor;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.server.mock.crud.KubernetesCrudDispatcherException;
import io.fabric8.kubernetes.client.server.mock.crud.KubernetesCrudDispatcherHandler;
import io.fabric8.kubernetes.client.server.mock.crud.PostHandler;
import io.fabric8.kubernetes.client.server.mock.crud.PutHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;

/**
 * Kubernetes' API over HTTP on this machine, kept in memory by fabric8's mock, with what Spark asks for beyond it. Who comes with the
 * token of the pods' service account may do what its role grants and nothing else.
 */
final class ApiServer implements AutoCloseable {
    /** Held, for a logger that nobody holds forgets its level. */
    private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

    static final String TOKEN = "token-of-the-service-account";

    private final Objects objects;
    private final KubernetesMockServer server;

    private ApiServer(Role role) {
        this.objects = new Objects(role);
        this.server = new KubernetesMockServer(
                new Context(Serialization.jsonMapper()), new MockWebServer(), new HashMap<>(), objects, false);
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    static ApiServer start(Role role) {
        REQUESTS.setLevel(Level.WARNING);
        return new ApiServer(role);
    }

    /** A client that may do everything. */
    KubernetesClient client() {
        return server.createClient();
    }

    String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** What the pods have done, as verb and resource. */
    Set<String> done() {
        return objects.done;
    }

    /** What the pods wanted to do and may not. */
    Set<String> refused() {
        return objects.refused;
    }

    @Override
    public void close() {
        server.shutdown();
    }

    private static final class Objects extends KubernetesCrudDispatcher {
        private final PostHandler post = new PostHandler(new KubernetesAttributesExtractor(), this);
        private final PutHandler put = new PutHandler(this);
        private final Role role;
        private final Set<String> done = new ConcurrentSkipListSet<>();
        private final Set<String> refused = new ConcurrentSkipListSet<>();

        Objects(Role role) {
            this.role = role;
        }

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            if (("Bearer " + TOKEN).equals(request.getHeader("Authorization"))) {
                Access access = Access.of(request.getMethod(), request.getPath());
                if (!access.isGrantedBy(role)) {
                    refused.add(access.toString());
                    return new MockResponse().setResponseCode(403).setBody(access.refusal());
                }
                done.add(access.toString());
            }
            return super.dispatch(request);
        }

        /** Spark reads the phase of pods that nobody has looked at yet. */
        @Override
        public MockResponse handleCreate(RecordedRequest request) {
            String path = withoutQuery(request);
            String body = request.getBody().readUtf8();
            if (path.endsWith("/pods")) {
                try {
                    ObjectNode pod = (ObjectNode) Serialization.jsonMapper().readTree(body);
                    pod.putObject("status").put("phase", "Pending");
                    body = pod.toString();
                } catch (JsonProcessingException e) {
                    return new MockResponse().setResponseCode(400);
                }
            }
            return handle(post, path, body);
        }

        /** Server-side apply of a whole object. */
        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            String type = request.getHeader("Content-Type");
            if (type == null || !type.startsWith("application/apply-patch+yaml")) {
                return super.handlePatch(request);
            }
            String path = withoutQuery(request);
            String body = request.getBody().readUtf8();
            if (findResource(getKey(path)) != null) {
                return handle(put, path, body);
            }
            return handle(post, path.substring(0, path.lastIndexOf('/')), body);
        }

        private synchronized MockResponse handle(KubernetesCrudDispatcherHandler handler, String path, String body) {
            try {
                return handler.handle(path, "application/json", body);
            } catch (KubernetesCrudDispatcherException e) {
                return new MockResponse().setResponseCode(e.getCode()).setBody(e.toStatusBody());
            }
        }

        private static String withoutQuery(RecordedRequest request) {
            return request.getPath().replaceFirst("[?].*", "");
        }
    }
}
