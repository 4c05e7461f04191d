package org.quorumsgd.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quorumsgd.cli.JobProcess;

/**
 * The image that conf/k8s/Dockerfile describes, without an engine to build it: which files of this machine stand where in it.
 *
 * @param files what lies at a path of the image, by that path
 * @param environment what its processes find set
 */
record Image(Map<String, Path> files, Map<String, String> environment) {
    private static final Pattern COPY = Pattern.compile("(?m)^COPY (\\S+) (\\S+)$");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^(?:ENV|   ) (\\w+)=(\\S+)");

    /** @param directory for what has to be put together */
    static Image ofDockerfile(Path directory) {
        Map<String, Path> files = new LinkedHashMap<>();
        Map<String, String> environment = new LinkedHashMap<>();
        try {
            Path sparkHome = JobProcess.sparkHome(directory);
            files.put("/opt/spark/bin", sparkHome.resolve("bin"));
            files.put("/opt/spark/jars", sparkHome.resolve("jars").toRealPath());
            files.put("/opt/entrypoint.sh", executable(directory.resolve("entrypoint.sh"), "entrypoint.sh"));
            Path javaHome = Path.of(System.getProperty("java.home"));
            files.put(javaHome.toString(), javaHome);
            environment.put("JAVA_HOME", javaHome.toString());
            environment.put("SPARK_HOME", "/opt/spark");
            environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
            environment.putAll(JobProcess.choiceOfKernels());

            String dockerfile = Files.readString(JobProcess.REPOSITORY.resolve("conf/k8s/Dockerfile"));
            Matcher copies = COPY.matcher(dockerfile);
            while (copies.find()) {
                if (copies.group(1).equals("lib")) {
                    files.put(copies.group(2) + "/quorum.jar", JobProcess.JAR);
                } else {
                    files.put(
                            copies.group(2),
                            JobProcess.REPOSITORY.resolve(copies.group(1)).toRealPath());
                }
            }
            Matcher variables = VARIABLE.matcher(dockerfile);
            while (variables.find()) {
                environment.put(variables.group(1), variables.group(2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Image(files, environment);
    }

    /** A script of the tests' resources, as a file. */
    static Path executable(Path file, String resource) throws IOException {
        try (var in = Objects.requireNonNull(Image.class.getResourceAsStream(resource))) {
            Files.copy(in, file);
        }
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("not made executable: " + file);
        }
        return file;
    }
}
