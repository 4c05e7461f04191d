package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1Affinity;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The files of conf/k8s by Kubernetes' own description of its objects, and the operator's by the names in its v1beta2 and Kubernetes'
 * description of their parts. What they do when they are applied: {@code KubernetesIT}.
 */
final class KubernetesFilesTest {
    private static final Path FILES = Path.of("..", "conf", "k8s");

    /** The fields of SparkApplicationSpec that we use, and of its driver and executor. */
    private static final Set<String> APPLICATION = Set.of(
            "type",
            "mode",
            "sparkVersion",
            "image",
            "mainClass",
            "mainApplicationFile",
            "arguments",
            "restartPolicy",
            "timeToLiveSeconds",
            "sparkConf",
            "volumes",
            "driver",
            "executor");

    private static final Set<String> RESTARTS = Set.of(
            "type",
            "onFailureRetries",
            "onFailureRetryInterval",
            "onSubmissionFailureRetries",
            "onSubmissionFailureRetryInterval");
    private static final Set<String> PODS = Set.of(
            "instances",
            "cores",
            "memory",
            "memoryOverhead",
            "gpu",
            "serviceAccount",
            "labels",
            "annotations",
            "affinity",
            "terminationGracePeriodSeconds",
            "podSecurityContext",
            "securityContext",
            "volumeMounts");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "setup.yaml",
        "driver.yaml",
        "executor.yaml",
        "cronjob.yaml",
        "spark-application.yaml",
        "scheduled-spark-application.yaml",
        "Dockerfile"
    })
    void everyFileIsWhatKubernetesReads(String file) throws Exception {
        assertThat(complaints(file, Files.readString(FILES.resolve(file)))).isEmpty();
    }

    /** What the test above is worth: it finds an error that is easily made. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "setup.yaml                       | resources: [pods] | resource: [pods]",
                "setup.yaml                       | roleRef           | roleref",
                "driver.yaml                      | runAsNonRoot      | runAsNonroot",
                "executor.yaml                    | matchLabelKeys    | matchLabelkeys",
                "executor.yaml                    | maxSkew           | maxSkev",
                "cronjob.yaml                     | concurrencyPolicy | concurencyPolicy",
                "cronjob.yaml                     | 'schedule: \"30'  | 'schedule: \"61'",
                "cronjob.yaml                     | containers:       | container:",
                "spark-application.yaml           | mainClass         | mainclass",
                "spark-application.yaml           | seccompProfile    | secompProfile",
                "spark-application.yaml           | claimName         | claim",
                "scheduled-spark-application.yaml | 'schedule: \"30'  | 'schedule: \"61'",
                "scheduled-spark-application.yaml | onFailureRetries  | onFailureRetry",
                "Dockerfile                       | COPY              | COPI"
            })
    void anErrorInItIsFound(String file, String right, String wrong) throws Exception {
        String content = Files.readString(FILES.resolve(file));
        assertThat(content).contains(right);
        assertThat(complaints(file, content.replace(right, wrong))).isNotEmpty();
    }

    @Test
    void everyFileIsLookedAt() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files).hasSize(8);
        }
    }

    @Test
    void imageAndOperatorHaveTheSparkThatWeBuildWith() throws IOException {
        Matcher version = Pattern.compile("<spark.version>(.*)</spark.version>")
                .matcher(Files.readString(Path.of("..", "pom.xml")));
        assertThat(version.find()).isTrue();
        String spark = version.group(1);
        assertThat(Files.readString(FILES.resolve("Dockerfile"))).contains("FROM apache/spark:" + spark + "-");
        assertThat(application("spark-application.yaml")).containsEntry("sparkVersion", spark);
    }

    @Test
    void theOperatorsNightIsItsRunWithAnotherCommand() throws IOException {
        Map<String, Object> run = application("spark-application.yaml");
        Map<String, Object> night = application("scheduled-spark-application.yaml");
        List.of("arguments", "restartPolicy", "timeToLiveSeconds").forEach(key -> {
            run.remove(key);
            night.remove(key);
        });
        assertThat(night).isEqualTo(run);
    }

    @Test
    void theOperatorGetsTheSettingsOfANightThatItsFieldsDoNotHave() throws IOException {
        Properties nightly = new Properties();
        nightly.load(new StringReader(Files.readString(FILES.resolve("nightly.properties"))));
        @SuppressWarnings("unchecked")
        Map<Object, Object> settings =
                (Map<Object, Object>) application("spark-application.yaml").get("sparkConf");
        assertThat(nightly).containsAllEntriesOf(settings);
    }

    private List<String> complaints(String file, String content) throws Exception {
        if (file.equals("Dockerfile")) {
            Path copy = Files.writeString(directory.resolve(file), content);
            return SchedulerFilesTest.run("/usr/local/bin/dockerfile-utils", "lint", copy.toString());
        }
        List<String> complaints = new ArrayList<>();
        for (Object each : yaml().loadAll(content)) {
            JsonObject object = json(each);
            try {
                check(object, complaints);
            } catch (IllegalArgumentException | NullPointerException e) {
                complaints.add(file + ": " + e.getMessage());
            }
        }
        return complaints;
    }

    private static void check(JsonObject object, List<String> complaints) throws IOException {
        String kind = object.get("apiVersion").getAsString() + " "
                + object.get("kind").getAsString();
        switch (kind) {
            case "v1 Namespace" -> V1Namespace.validateJsonObject(object);
            case "v1 PersistentVolumeClaim" -> V1PersistentVolumeClaim.validateJsonObject(object);
            case "v1 ServiceAccount" -> V1ServiceAccount.validateJsonObject(object);
            case "v1 Pod" -> V1Pod.validateJsonObject(object);
            case "rbac.authorization.k8s.io/v1 Role" -> V1Role.validateJsonObject(object);
            case "rbac.authorization.k8s.io/v1 RoleBinding" -> V1RoleBinding.validateJsonObject(object);
            case "batch/v1 CronJob" -> {
                V1CronJob.validateJsonObject(object);
                complaints.addAll(schedule(object));
            }
            case "sparkoperator.k8s.io/v1beta2 SparkApplication" ->
                application(object.getAsJsonObject("spec"), complaints);
            case "sparkoperator.k8s.io/v1beta2 ScheduledSparkApplication" -> {
                complaints.addAll(schedule(object));
                application(object.getAsJsonObject("spec").getAsJsonObject("template"), complaints);
            }
            default -> complaints.add("unknown object " + kind);
        }
    }

    private static List<String> schedule(JsonObject object) {
        return SchedulerFilesTest.schedule(
                object.getAsJsonObject("spec").get("schedule").getAsString());
    }

    private static void application(JsonObject spec, List<String> complaints) throws IOException {
        unknown(spec, APPLICATION, complaints);
        unknown(spec.getAsJsonObject("restartPolicy"), RESTARTS, complaints);
        for (var volume : spec.getAsJsonArray("volumes")) {
            V1Volume.validateJsonObject(volume.getAsJsonObject());
        }
        for (String role : List.of("driver", "executor")) {
            JsonObject pod = spec.getAsJsonObject(role);
            unknown(pod, PODS, complaints);
            V1PodSecurityContext.validateJsonObject(pod.getAsJsonObject("podSecurityContext"));
            V1SecurityContext.validateJsonObject(pod.getAsJsonObject("securityContext"));
            if (pod.has("affinity")) {
                V1Affinity.validateJsonObject(pod.getAsJsonObject("affinity"));
            }
            for (var mount : pod.getAsJsonArray("volumeMounts")) {
                V1VolumeMount.validateJsonObject(mount.getAsJsonObject());
            }
        }
    }

    private static void unknown(JsonObject object, Set<String> known, List<String> complaints) {
        object.keySet().stream().filter(key -> !known.contains(key)).forEach(complaints::add);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> application(String file) throws IOException {
        Map<String, Object> object = yaml().load(Files.readString(FILES.resolve(file)));
        Map<String, Object> spec = (Map<String, Object>) Objects.requireNonNull(object.get("spec"));
        return (Map<String, Object>) spec.getOrDefault("template", spec);
    }

    private static JsonObject json(Object yaml) {
        return new Gson().toJsonTree(yaml).getAsJsonObject();
    }

    private static Yaml yaml() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }
}
