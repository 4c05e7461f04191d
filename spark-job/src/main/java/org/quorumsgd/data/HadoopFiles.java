package org.quorumsgd.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;

/**
 * Access to the Hadoop file systems that can be sent to another machine. A Hadoop configuration cannot; so only the settings
 * that differ from the machine's own defaults travel, and the other machine lays them over its defaults.
 */
public final class HadoopFiles implements Serializable {
    private static final long serialVersionUID = 1L;

    private final TreeMap<String, String> settings;
    private transient volatile @Nullable Configuration configuration;

    private HadoopFiles(Map<String, String> settings) {
        this.settings = new TreeMap<>(settings);
    }

    /** The configuration found on the class path. */
    public static HadoopFiles ofClassPath() {
        return new HadoopFiles(Map.of());
    }

    /** For instance Spark's own Hadoop configuration, with its spark.hadoop.* settings. */
    public static HadoopFiles of(Configuration configuration) {
        Configuration defaults = new Configuration();
        Map<String, String> settings = new TreeMap<>();
        for (Map.Entry<String, String> entry : configuration) {
            if (!Objects.equals(entry.getValue(), defaults.getRaw(entry.getKey()))) {
                settings.put(entry.getKey(), entry.getValue());
            }
        }
        return new HadoopFiles(settings);
    }

    Configuration configuration() {
        Configuration current = configuration;
        if (current == null) {
            current = new Configuration();
            settings.forEach(current::set);
            configuration = current;
        }
        return current;
    }

    FileSystem fileSystem(Path path) throws IOException {
        try {
            return path.getFileSystem(configuration());
        } catch (RuntimeException missingClassOrSetting) {
            throw new IOException(
                    "no file system for it: " + missingClassOrSetting.getMessage(), missingClassOrSetting);
        }
    }

    /** The path with its file system and without relative parts, so that it means the same on every machine. */
    Path qualified(String path) {
        try {
            Path given = new Path(path);
            return fileSystem(given).makeQualified(given);
        } catch (IllegalArgumentException | IOException e) {
            throw InvalidInputException.of(
                    "Invalid data path: " + path + " (expected a readable path; " + e.getMessage() + ")");
        }
    }

    boolean isDirectory(Path path) {
        FileStatus status = status(path);
        return status != null && status.isDirectory();
    }

    boolean isFile(Path path) {
        FileStatus status = status(path);
        return status != null && status.isFile();
    }

    HadoopFile file(Path path) {
        return new HadoopFile(this, path.toString());
    }

    /** The files of a directory whose names end so, sorted by name; hidden ones (first letter _ or .) left out. */
    List<Path> list(Path directory, String suffix) {
        try {
            List<Path> found = new ArrayList<>();
            for (FileStatus status : fileSystem(directory).listStatus(directory)) {
                String name = status.getPath().getName();
                if (status.isFile() && name.endsWith(suffix) && !name.startsWith("_") && !name.startsWith(".")) {
                    found.add(status.getPath());
                }
            }
            Path[] sorted = found.toArray(new Path[0]);
            Arrays.sort(sorted);
            return List.of(sorted);
        } catch (IOException e) {
            throw DataProblems.unreadable(directory.toString(), e);
        }
    }

    private @Nullable FileStatus status(Path path) {
        try {
            return fileSystem(path).getFileStatus(path);
        } catch (FileNotFoundException e) {
            return null;
        } catch (IOException e) {
            throw DataProblems.unreadable(path.toString(), e);
        }
    }
}
