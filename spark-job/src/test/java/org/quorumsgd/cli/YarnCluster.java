package org.quorumsgd.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** HDFS and YARN of two nodes with two GPUs each, which nobody has, on this machine in a process of their own. */
final class YarnCluster implements AutoCloseable {
    private final Path directory;
    private final JobProcess process;
    private final FileSystem files;
    private final YarnClient client;

    private YarnCluster(Path directory, JobProcess process) throws IOException {
        this.directory = directory;
        this.process = process;
        Configuration hadoop = new Configuration();
        for (String file : List.of("core-site.xml", "yarn-site.xml")) {
            hadoop.addResource(
                    new org.apache.hadoop.fs.Path(conf().resolve(file).toUri()));
        }
        this.files = FileSystem.get(URI.create(hadoop.get("fs.defaultFS")), hadoop);
        this.client = YarnClient.createYarnClient();
        client.init(hadoop);
        client.start();
    }

    static YarnCluster start(Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "-C", directory.toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-Xmx600m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("quorum.minicluster") + "/*:" + JobProcess.sparkHome(directory) + "/jars/*");
        command.add(
                Path.of("src/test/cluster/MiniCluster.java").toAbsolutePath().toString());
        command.add(directory.toString());
        JobProcess process = JobProcess.start(directory, command.toArray(String[]::new));
        try {
            process.await("HDFS and YARN", () -> Files.exists(directory.resolve("conf/core-site.xml")));
            return new YarnCluster(directory, process);
        } catch (IOException | RuntimeException | AssertionError e) {
            process.close();
            throw e;
        }
    }

    /** A HADOOP_CONF_DIR. */
    Path conf() {
        return directory.resolve("conf");
    }

    /** Of a path from HDFS' root. */
    String uri(String path) {
        return files.getUri() + path;
    }

    void put(Path local, String path) throws IOException {
        files.copyFromLocalFile(path(local.toString()), path(path));
    }

    /** A run on HDFS as it is now. */
    RunFiles copyOf(String path) throws IOException {
        Path copy = Files.createTempDirectory(directory, "copy");
        files.copyToLocalFile(path(path), path(copy.toString()));
        return new RunFiles(copy.resolve(path(path).getName()));
    }

    long roundsSoFar(String run) {
        org.apache.hadoop.fs.Path csv = path(run + "/rounds.csv");
        try {
            if (!files.exists(csv)) {
                return 0;
            }
            try (BufferedReader rows =
                    new BufferedReader(new InputStreamReader(files.open(csv), StandardCharsets.UTF_8))) {
                return Math.max(0, rows.lines().count() - 1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean exists(String path) throws IOException {
        return files.exists(path(path));
    }

    List<ApplicationReport> applications() throws IOException {
        try {
            return client.getApplications();
        } catch (YarnException e) {
            throw new IOException(e);
        }
    }

    List<ProcessHandle> executors() {
        return process.executors().stream()
                .filter(each -> each.info().command().orElse("").endsWith("/java")) // not the shell around it
                .toList();
    }

    /** What containers have written, for a test that has failed. */
    String containerLogs() {
        try (Stream<Path> logs = Files.find(
                directory.resolve("target"), 12, (path, file) -> path.endsWith("stderr") || path.endsWith("stdout"))) {
            return logs.sorted().map(YarnCluster::titled).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String titled(Path log) {
        try {
            return "== " + log + "\n" + Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static org.apache.hadoop.fs.Path path(String path) {
        return new org.apache.hadoop.fs.Path(path);
    }

    @Override
    public void close() throws IOException {
        client.close();
        files.close();
        process.close();
    }
}
