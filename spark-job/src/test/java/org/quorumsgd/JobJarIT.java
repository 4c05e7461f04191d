package org.quorumsgd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

final class JobJarIT {
    private static final Path JAR = Path.of(System.getProperty("quorum.jar"));
    private static final Path SPARK_HOME = Path.of(System.getProperty("quorum.spark.home"));

    private static final Pattern LIBRARY = Pattern.compile("META-INF/maven/([^/]+)/[^/]+/pom\\.properties");

    /** Of Deeplearning4j's Spark module, which reaches into a package of Spark's. */
    private static final Pattern GUEST = Pattern.compile("org/apache/spark/TaskContextHelper\\$?\\.class");

    /** Ours, Deeplearning4j's, and libraries that Spark's distributions do without. */
    private static final List<String> OWN = List.of(
            "org/quorumsgd/",
            "org/deeplearning4j/",
            "org/eclipse/deeplearning4j/",
            "org/nd4j/",
            "org/datavec/",
            "org/bytedeco/",
            "org/tensorflow/",
            "tensorflow/",
            "onnx/",
            "com/sun/jna/",
            "oshi/",
            "org/threeten/bp/",
            "net/ericaro/neoitertools/",
            "com/jakewharton/byteunits/",
            "de/javakaffee/kryoserializers/",
            "org/apache/commons/net/",
            "org/apache/commons/rng/",
            "com/typesafe/config/",
            "picocli/",
            "me/tongfei/progressbar/",
            "org/jline/",
            "org/knowm/xchart/",
            "de/erichseifert/vectorgraphics2d/");

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
    void carriesOurClassesBothBackendsAndEachNativeLibraryOnce() throws IOException {
        try (ZipFile jar = new ZipFile(JAR.toFile())) {
            List<String> entries = jar.stream().map(ZipEntry::getName).toList();
            assertThat(entries)
                    .doesNotHaveDuplicates()
                    .contains(
                            "org/quorumsgd/cli/Quorum.class",
                            "org/quorumsgd/config/Problems.class",
                            "org/deeplearning4j/nn/multilayer/MultiLayerNetwork.class",
                            "org/bytedeco/pytorch/Tensor.class",
                            "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend");
            assertThat(entries)
                    .filteredOn(name -> name.endsWith("/libnd4jcpu.so"))
                    .hasSize(2);
            assertThat(entries)
                    .filteredOn(name -> name.endsWith("/libtorch_cpu.so") || name.endsWith("/libopenblas.so.0"))
                    .hasSize(2);
            assertThat(entries)
                    .filteredOn(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"))
                    .isEmpty();
        }
    }

    /**
     * A Spark of somebody's own has more jars than ours (Hive, MLlib, Kubernetes, a Hadoop that is not shaded) and its classes come first.
     * So whatever others use as well has to be moved or absent, not only what happens to clash here.
     */
    @Test
    void everyClassLiesInAPackageThatNoSparkHas() throws IOException {
        Set<String> inJob = classesIn(JAR);
        inJob.removeIf(GUEST.asMatchPredicate());
        assertThat(inJob)
                .filteredOn(name -> OWN.stream().noneMatch(name::startsWith))
                .isEmpty();
        Set<String> ofSpark = new HashSet<>();
        for (Path jar : sparkJars()) {
            classesIn(jar).forEach(name -> ofSpark.add(packageOf(name)));
        }
        assertThat(inJob).extracting(JobJarIT::packageOf).doesNotContainAnyElementsOf(ofSpark);
    }

    private static String packageOf(String classFile) {
        return classFile.substring(0, classFile.lastIndexOf('/') + 1);
    }

    /** META-INF/maven of each library says where it is from. */
    @Test
    void theNoticeNamesEveryLibraryInside() throws IOException {
        String notice = Files.readString(Path.of("..", "NOTICE"));
        try (ZipFile jar = new ZipFile(JAR.toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName).map(LIBRARY::matcher))
                    .filteredOn(Matcher::matches)
                    .extracting(library -> library.group(1))
                    .isNotEmpty()
                    .filteredOn(group -> !group.equals("org.quorumsgd"))
                    .allMatch(group -> named(notice, group), "is in NOTICE");
        }
    }

    /** A group, or one above it. */
    private static boolean named(String notice, String group) {
        int last = group.lastIndexOf('.');
        return notice.contains(group)
                || last > 0 && group.indexOf('.') < last && named(notice, group.substring(0, last));
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
