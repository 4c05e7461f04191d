import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Joins the shaded classes and the shared libraries of the class path into the job's jar, moving the entries compressed
 * as they are. Arguments: shaded jar, platform of the libraries, job's jar. The job's jar is replaced in one move, so
 * that a job which runs from the old one keeps its file.
 */
final class AddNatives {
    public static void main(String[] arguments) throws IOException {
        Path shaded = Path.of(arguments[0]);
        Path unfinished = shaded.resolveSibling("unfinished.jar");
        String library = "org/(nd4j|bytedeco)/.*/" + arguments[1] + "[^/]*/[^/]*\\.so[.0-9]*";
        Set<String> taken = new HashSet<>();
        try (ZipArchiveOutputStream joined = new ZipArchiveOutputStream(unfinished.toFile())) {
            try (ZipFile classes = new ZipFile(shaded.toFile())) {
                classes.copyRawEntries(joined, entry -> taken.add(entry.getName()));
            }
            for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (!jar.matches(".*-" + arguments[1] + "[^/]*\\.jar")) {
                    continue;
                }
                try (ZipFile natives = new ZipFile(new File(jar))) {
                    natives.copyRawEntries(
                            joined, entry -> entry.getName().matches(library) && taken.add(entry.getName()));
                }
            }
        }
        Files.move(unfinished, Path.of(arguments[2]), StandardCopyOption.ATOMIC_MOVE);
    }
}
