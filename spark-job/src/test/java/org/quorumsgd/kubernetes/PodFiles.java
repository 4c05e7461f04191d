package org.quorumsgd.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lays out what a pod finds in its file tree beside its image: its volumes, the names of services, the service account's token. */
final class PodFiles {
    private static final long LIMIT_SECONDS = 60;

    private final KubernetesClient client;
    private final Path claims;
    private final Path directory;
    private final Map<String, Path> mounts = new LinkedHashMap<>();

    /**
     * @param claims where the persistent volumes of claims lie, each by its name
     * @param directory of this pod
     */
    PodFiles(KubernetesClient client, Path claims, Path directory) {
        this.client = client;
        this.claims = claims;
        this.directory = directory;
    }

    /** Writes what has to be there; afterwards a line for each file or directory, with the path in the pod behind a tab. */
    String lay(Pod pod, Image image, Map<String, String> addresses) throws IOException, InterruptedException {
        mounts.putAll(image.files());
        Map<String, Path> volumes = new LinkedHashMap<>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            volumes.put(volume.getName(), directory(pod, volume));
        }
        Container container = pod.getSpec().getContainers().get(0);
        for (VolumeMount mount : container.getVolumeMounts()) {
            Path volume = volumes.get(mount.getName());
            if (volume == null) {
                throw new IOException("no volume of name " + mount.getName() + " in pod "
                        + pod.getMetadata().getName());
            }
            mounts.put(mount.getMountPath(), mount.getSubPath() == null ? volume : volume.resolve(mount.getSubPath()));
        }
        mounts.put("/etc/hosts", hosts(pod, addresses));
        Path account = Files.createDirectories(directory.resolve("account"));
        Files.writeString(account.resolve("token"), ApiServer.TOKEN);
        Files.writeString(account.resolve("namespace"), pod.getMetadata().getNamespace());
        mounts.put("/var/run/secrets/kubernetes.io/serviceaccount", account);
        return mounts.entrySet().stream()
                .map(mount -> mount.getValue() + "\t" + mount.getKey() + "\n")
                .collect(Collectors.joining());
    }

    private Path directory(Pod pod, Volume volume) throws IOException, InterruptedException {
        if (volume.getPersistentVolumeClaim() != null) {
            return Files.createDirectories(
                    claims.resolve(volume.getPersistentVolumeClaim().getClaimName()));
        }
        Path made = Files.createDirectories(directory.resolve("volumes").resolve(volume.getName()));
        if (volume.getConfigMap() != null) {
            write(pod.getMetadata().getNamespace(), volume.getConfigMap(), made);
        }
        return made;
    }

    /** A file for each key, or for those that the volume lists, under the names that it gives them. */
    private void write(String namespace, ConfigMapVolumeSource source, Path into)
            throws IOException, InterruptedException {
        ConfigMap map = configMap(namespace, source.getName(), Boolean.TRUE.equals(source.getOptional()));
        Map<String, String> data = map == null ? Map.of() : map.getData();
        for (KeyToPath item : source.getItems()) {
            Files.writeString(into.resolve(item.getPath()), Objects.requireNonNull(data.get(item.getKey())));
        }
        if (source.getItems().isEmpty()) {
            for (Map.Entry<String, String> file : data.entrySet()) {
                Files.writeString(into.resolve(file.getKey()), file.getValue());
            }
        }
    }

    /** Spark asks for pods before it has written their configuration; a kubelet waits for it. */
    private @Nullable ConfigMap configMap(String namespace, String name, boolean optional)
            throws InterruptedException, IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (true) {
            ConfigMap map =
                    client.configMaps().inNamespace(namespace).withName(name).get();
            if (map != null || optional) {
                return map;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("no config map of name " + name);
            }
            Thread.sleep(50);
        }
    }

    /** In place of the cluster's name service. */
    private Path hosts(Pod pod, Map<String, String> addresses) throws IOException {
        StringBuilder hosts = new StringBuilder(Files.readString(Path.of("/etc/hosts"))).append('\n');
        String namespace = pod.getMetadata().getNamespace();
        for (Service service : client.services().inNamespace(namespace).list().getItems()) {
            for (Pod behind : client.pods()
                    .inNamespace(namespace)
                    .withLabels(service.getSpec().getSelector())
                    .list()
                    .getItems()) {
                String address = addresses.get(behind.getMetadata().getName());
                String name = service.getMetadata().getName() + "." + namespace + ".svc";
                hosts.append(address).append(' ').append(name).append('\n');
            }
        }
        return Files.writeString(directory.resolve("hosts"), hosts);
    }
}
