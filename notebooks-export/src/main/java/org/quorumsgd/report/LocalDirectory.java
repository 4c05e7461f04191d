package org.quorumsgd.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A directory of this machine. */
public record LocalDirectory(Path location) implements Directory {
    public LocalDirectory {
        location = location.toAbsolutePath().normalize();
    }

    @Override
    public String path() {
        return location.toString();
    }

    @Override
    public String name() {
        return nameOf(location);
    }

    @Override
    public boolean exists() {
        return Files.isDirectory(location);
    }

    @Override
    public boolean has(String file) {
        return Files.isRegularFile(location.resolve(file));
    }

    @Override
    public InputStream open(String file) throws IOException {
        return Files.newInputStream(location.resolve(file));
    }

    @Override
    public List<Directory> subdirectories() throws IOException {
        try (Stream<Path> children = Files.list(location)) {
            return children.filter(
                            child -> Files.isDirectory(child) && !nameOf(child).startsWith("."))
                    .sorted()
                    .<Directory>map(LocalDirectory::new)
                    .toList();
        }
    }

    @Override
    public String toString() {
        return path();
    }

    private static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }
}
