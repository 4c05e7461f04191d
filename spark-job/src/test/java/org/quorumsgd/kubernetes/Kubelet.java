package org.quorumsgd.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the pods that the API server is given, each container as a process of this machine with a file tree and a loopback address of its
 * own, and reports how they are. One container a pod. Users, limits and probes are not looked at.
 */
final class Kubelet implements AutoCloseable {
    private final KubernetesClient client;
    private final Image image;
    private final Path directory;
    private final Path script;
    private final AtomicInteger lastAddress = new AtomicInteger(10);
    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final Map<String, Process> processes = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Watch watch;

    private Kubelet(KubernetesClient client, Path directory) throws IOException {
        this.client = client;
        this.directory = directory;
        this.image = Image.ofDockerfile(directory);
        this.script = Image.executable(directory.resolve("pod.sh"), "pod.sh");
        this.watch = client.pods().inAnyNamespace().watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, Pod pod) {
                if (action == Action.ADDED) {
                    threads.execute(() -> run(pod));
                } else if (action == Action.DELETED) {
                    stop(pod);
                }
            }

            @Override
            public void onClose(WatcherException why) {}
        });
    }

    static Kubelet start(KubernetesClient client, Path directory) throws IOException {
        return new Kubelet(client, directory);
    }

    /** Where the volume of a claim lies. */
    Path claim(String name) {
        return directory.resolve("claims").resolve(name);
    }

    /** What a pod has said. */
    String log(String pod) {
        try {
            return Files.readString(directory.resolve(pod).resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Pod pod) {
        String name = pod.getMetadata().getName();
        try {
            String address = "127.0.0." + lastAddress.incrementAndGet();
            addresses.put(name, address);
            Process process = start(pod, address);
            processes.put(name, process);
            report(
                    pod,
                    "Running",
                    new ContainerStateBuilder().withNewRunning().endRunning().build());
            int code = process.waitFor();
            report(
                    pod,
                    code == 0 ? "Succeeded" : "Failed",
                    new ContainerStateBuilder()
                            .withNewTerminated()
                            .withExitCode(code)
                            .withReason(code == 0 ? "Completed" : "Error")
                            .endTerminated()
                            .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process start(Pod pod, String address) throws IOException, InterruptedException {
        Path own = Files.createDirectories(directory.resolve(pod.getMetadata().getName()));
        Path mounts = Files.writeString(
                own.resolve("mounts"),
                new PodFiles(client, directory.resolve("claims"), own).lay(pod, image, addresses));
        Container container = pod.getSpec().getContainers().get(0);
        List<String> command = new ArrayList<>(List.of("unshare", "-rm", script.toString()));
        command.addAll(List.of(own.resolve("root").toString(), mounts.toString()));
        command.addAll(container.getCommand().isEmpty() ? List.of("/opt/entrypoint.sh") : container.getCommand());
        command.addAll(container.getArgs());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(own.resolve("log").toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(image.environment());
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), value(variable, pod, address));
        }
        return builder.start();
    }

    private static String value(EnvVar variable, Pod pod, String address) {
        if (variable.getValueFrom() == null) {
            return variable.getValue() == null ? "" : variable.getValue();
        }
        return switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
            case "status.podIP" -> address;
            case "metadata.name" -> pod.getMetadata().getName();
            default -> throw new IllegalArgumentException(variable.toString());
        };
    }

    private void report(Pod pod, String phase, ContainerState state) {
        boolean running = phase.equals("Running");
        var resource = client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName());
        if (resource.get() == null) { // deleted meanwhile
            return;
        }
        resource.editStatus(seen -> new PodBuilder(seen)
                .withNewStatus()
                .withPhase(phase)
                .withPodIP(addresses.get(pod.getMetadata().getName()))
                .addNewCondition()
                .withType("Ready")
                .withStatus(running ? "True" : "False")
                .endCondition()
                .addNewContainerStatus()
                .withName(pod.getSpec().getContainers().get(0).getName())
                .withImage(pod.getSpec().getContainers().get(0).getImage())
                .withReady(running)
                .withRestartCount(0)
                .withState(state)
                .endContainerStatus()
                .endStatus()
                .build());
    }

    private void stop(Pod pod) {
        Process process = processes.get(pod.getMetadata().getName());
        if (process != null) {
            process.destroy();
        }
    }

    @Override
    public void close() {
        watch.close();
        processes.values().forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        threads.shutdownNow();
    }
}
