package org.quorumsgd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

final class JobJarIT {
    private static final Path JAR = Path.of(System.getProperty("quorum.jar"));
    private static final Path SPARK_HOME = Path.of(System.getProperty("quorum.spark.home"));

    @Test
    void carriesNoClassThatSparkShips() throws IOException {
        Set<String> inSpark = new HashSet<>();
        for (Path jar : sparkJars()) {
            inSpark.addAll(classesIn(jar));
        }
        Set<String> twice = classesIn(JAR);
        twice.retainAll(inSpark);
        assertThat(twice).isEmpty();
    }

    @Test
    void carriesOurClassesDeeplearning4jAndEachNativeLibraryOnce() throws IOException {
        try (ZipFile jar = new ZipFile(JAR.toFile())) {
            List<String> entries = jar.stream().map(ZipEntry::getName).toList();
            assertThat(entries)
                    .doesNotHaveDuplicates()
                    .contains(
                            "org/quorumsgd/cli/Quorum.class",
                            "org/quorumsgd/config/Problems.class",
                            "org/deeplearning4j/nn/multilayer/MultiLayerNetwork.class",
                            "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend");
            assertThat(entries)
                    .filteredOn(name -> name.endsWith("/libnd4jcpu.so"))
                    .hasSize(2);
            assertThat(entries)
                    .filteredOn(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"))
                    .isEmpty();
        }
    }

    private static List<Path> sparkJars() throws IOException {
        try (var jars = Files.list(SPARK_HOME.resolve("jars"))) {
            return jars.toList();
        }
    }

    private static Set<String> classesIn(Path jar) throws IOException {
        Set<String> names = new HashSet<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .forEach(names::add);
        }
        return names;
    }
}
