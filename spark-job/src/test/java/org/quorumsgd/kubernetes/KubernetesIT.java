package org.quorumsgd.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumsgd.cli.JobProcess;
import org.quorumsgd.cli.Oracle;
import org.quorumsgd.cli.RunFiles;
import org.quorumsgd.run.RunStatus;

/** conf/k8s in use: pods of driver and executors as processes of this machine, started by what an API server is told. */
final class KubernetesIT {
    private static final Path FILES = JobProcess.REPOSITORY.resolve("conf/k8s");
    private static final String NAMESPACE = "quorum";
    private static final int ROUNDS = 1_000;

    private static final String TRAINING = """
            name = kubernetes, seed = 7, agents = 2, batch-size = 8, rounds = %d, coupling.period = 8, evaluation.every-epochs = 1000
            theory.lanczos-steps = 0
            data.train-limit = 200
            model { preset = mlp, hidden = [64], dropout = 0.3 }
            """.formatted(ROUNDS);

    @TempDir
    private Path directory;

    private ApiServer server;
    private KubernetesClient client;
    private Kubelet kubelet;

    @BeforeEach
    void startCluster() throws IOException {
        server = ApiServer.start((Role) object("setup.yaml", Role.class));
        client = server.client();
        kubelet = Kubelet.start(client, directory);
    }

    @AfterEach
    void stopCluster() {
        kubelet.close();
        client.close();
        server.close();
        assertThat(server.refused())
                .as("beyond the role of conf/k8s/setup.yaml")
                .isEmpty();
    }

    @Test
    void clusterModeGivesTheBitsOfTheOracleThoughAnExecutorsPodIsDeleted() throws IOException {
        configure(Map.of("run.conf", TRAINING));
        RunFiles run = new RunFiles(kubelet.claim("quorum-runs").resolve("run"));
        try (JobProcess submission = submit("run.conf", "run", gpu())) {
            submission.await("two executors", () -> executors("Running").size() == 2);
            submission.await("round 20", () -> run.roundsSoFar() >= 20);
            assertIsOfTheTemplate(driver());
            Pod executor = executors("Running").get(0);
            assertIsOfTheTemplate(executor);
            assertThat(executor.getSpec().getTopologySpreadConstraints())
                    .singleElement()
                    .satisfies(spread -> assertThat(spread.getMatchLabelKeys()).containsExactly("spark-app-selector"));
            assertThat(container(executor).getResources().getLimits())
                    .containsEntry("nvidia.com/gpu", new Quantity("1"));

            delete(executor);
            submission.await(
                    "another executor in its place", () -> executors("Running").size() == 2);
            assertThat(run.roundsSoFar()).as("rounds done when it came").isLessThan(ROUNDS);
            assertThat(submission.exitCode()).as(said(submission)).isZero();
            assertThat(submission.err()).as("what schedulers read").anyMatch(line -> line.endsWith(" exit code: 0"));
        }
        assertThat(run.summary().quorumSha256()).isEqualTo(Oracle.sha256(directory.resolve("run.conf")));
        assertThat(server.done()).as("what the driver's role grants").contains("create pods", "watch pods");
    }

    @Test
    void theWrapperEndsWithTheDriversExitCode() throws IOException {
        configure(Map.of(
                "bad.conf",
                "coupling.gian = 1",
                "fast.conf",
                "agents = 2, rounds = 50, learning-rate.initial = 1e9, model.hidden = [16]"));
        try (JobProcess submission = submit("bad.conf", "bad", List.of())) {
            assertThat(submission.exitCode()).as(said(submission)).isEqualTo(2);
            assertThat(kubelet.log(driver().getMetadata().getName())).contains("did you mean coupling.gain?");
        }
        client.pods().inNamespace(NAMESPACE).delete();
        try (JobProcess submission = submit("fast.conf", "fast", List.of())) {
            assertThat(submission.exitCode()).as(said(submission)).isEqualTo(3);
        }
        assertThat(new RunFiles(kubelet.claim("quorum-runs").resolve("fast"))
                        .summary()
                        .status())
                .isEqualTo(RunStatus.DIVERGED);
    }

    /** The pod that the CronJob would make, on this machine's API server and with a shorter night. */
    @Test
    void thePodOfTheCronJobDoesItsNightWithExecutorsOfItsOwn() throws Exception {
        var template = ((CronJob) object("cronjob.yaml", CronJob.class))
                .getSpec()
                .getJobTemplate()
                .getSpec()
                .getTemplate();
        String command = template.getSpec().getContainers().get(0).getArgs().get(0);
        String smaller = " '" + String.join("' '", sparkOptions()) + "'";
        Pod pod = new PodBuilder()
                .withMetadata(template.getMetadata())
                .editMetadata()
                .withName("nightly")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withSpec(template.getSpec())
                .editSpec()
                .editFirstContainer()
                .withArgs(command.replace("k8s://https://kubernetes.default.svc", "k8s://" + server.url())
                                .replace(" -- ", " --set epochs=1 --set data.train-limit=200 -- ")
                        + smaller)
                .endContainer()
                .endSpec()
                .build();
        client.resource(pod).create();
        int executors = 0;
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        while (List.of("Pending", "Running").contains(phase("nightly")) && System.nanoTime() < deadline) {
            executors = Math.max(executors, executors("Running").size());
            Thread.sleep(50);
        }
        assertThat(phase("nightly")).as(kubelet.log("nightly")).isEqualTo("Succeeded");
        assertThat(executors).isEqualTo(2);
        assertThat(executors("Running"))
                .as("executors of a batch that has ended")
                .isEmpty();
        try (var nights = Files.list(kubelet.claim("quorum-runs"))) {
            assertThat(nights.map(night -> night.getFileName().toString()))
                    .anyMatch(name -> name.matches("nightly-\\d{4}-\\d\\d-\\d\\d"));
        }
    }

    /** As a real API server does it: the pod is marked first, which is what Spark watches for. */
    private void delete(Pod pod) {
        client.resource(pod)
                .edit(seen -> new PodBuilder(seen)
                        .editMetadata()
                        .withDeletionTimestamp(Instant.now().toString())
                        .endMetadata()
                        .build());
        client.resource(pod).delete();
    }

    private static void assertIsOfTheTemplate(Pod pod) {
        assertThat(pod.getMetadata().getLabels()).containsEntry("app.kubernetes.io/name", "quorum");
        assertThat(pod.getMetadata().getAnnotations())
                .containsEntry("cluster-autoscaler.kubernetes.io/safe-to-evict", "false");
        assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(container(pod).getSecurityContext().getCapabilities().getDrop())
                .containsExactly("ALL");
    }

    private static Container container(Pod pod) {
        return pod.getSpec().getContainers().get(0);
    }

    private Pod driver() {
        return pods(Map.of("spark-role", "driver")).get(0);
    }

    private List<Pod> executors(String phase) {
        return pods(Map.of("spark-role", "executor")).stream()
                .filter(pod -> pod.getStatus().getPhase().equals(phase))
                .toList();
    }

    private List<Pod> pods(Map<String, String> labels) {
        return client.pods().inNamespace(NAMESPACE).withLabels(labels).list().getItems();
    }

    private String phase(String pod) {
        return client.pods()
                .inNamespace(NAMESPACE)
                .withName(pod)
                .get()
                .getStatus()
                .getPhase();
    }

    /** Configurations of the user's own, as the driver's template mounts them. */
    private void configure(Map<String, String> texts) throws IOException {
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Files.writeString(directory.resolve(text.getKey()), text.getValue());
        }
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("quorum-configurations")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withData(texts)
                        .build())
                .create();
    }

    private JobProcess submit(String configuration, String id, List<String> furtherOptions) {
        List<String> command = new ArrayList<>();
        command.add(JobProcess.REPOSITORY.resolve("bin/quorum").toString());
        command.addAll(List.of("train", "/etc/quorum/" + configuration, "--out", "/data/quorum/runs", "--run-id", id));
        command.addAll(List.of("--master", "k8s://" + server.url(), "--", "--deploy-mode", "cluster"));
        command.addAll(
                List.of("--properties-file", FILES.resolve("nightly.properties").toString()));
        command.addAll(sparkOptions());
        for (String role : List.of("driver", "executor")) {
            String template = FILES.resolve(role + ".yaml").toString();
            command.addAll(List.of("--conf", "spark.kubernetes." + role + ".podTemplateFile=" + template));
        }
        command.addAll(List.of("--conf", "spark.kubernetes.driver.master=" + server.url()));
        command.addAll(furtherOptions);
        return JobProcess.start(directory, command.toArray(String[]::new));
    }

    private static List<String> sparkOptions() {
        List<String> options = new ArrayList<>(JobProcess.sparkOptions());
        options.addAll(List.of("--conf", "spark.driver.memory=1g", "--conf", "spark.executor.instances=2"));
        // How long an agent waits for an executor that is gone.
        options.addAll(List.of("--conf", "spark.locality.wait=1s"));
        return options;
    }

    private List<String> gpu() throws IOException {
        Path script = directory.resolve("discover");
        Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\"]}'\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return List.of(
                "--conf", "spark.executor.resource.gpu.amount=1",
                "--conf", "spark.executor.resource.gpu.vendor=nvidia.com",
                "--conf", "spark.executor.resource.gpu.discoveryScript=" + script,
                "--conf", "spark.task.resource.gpu.amount=1");
    }

    private String said(JobProcess submission) {
        StringBuilder said = new StringBuilder(submission.logs());
        for (Pod pod : client.pods().inNamespace(NAMESPACE).list().getItems()) {
            String name = pod.getMetadata().getName();
            said.append('\n').append(name).append(":\n").append(kubelet.log(name));
        }
        return said.toString();
    }

    private static Object object(String file, Class<?> type) throws IOException {
        for (String document : Files.readString(FILES.resolve(file)).split("(?m)^---$")) {
            Object object = Serialization.unmarshal(document);
            if (type.isInstance(object)) {
                return object;
            }
        }
        throw new IOException("no " + type.getSimpleName() + " in " + file);
    }
}
