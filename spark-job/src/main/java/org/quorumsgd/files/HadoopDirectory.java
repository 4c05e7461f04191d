package org.quorumsgd.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.quorumsgd.export.Destination;
import org.quorumsgd.report.Directory;
import org.quorumsgd.run.TableSchema;

/** A directory on any Hadoop file system, which reports and exports are read from and written to. */
public final class HadoopDirectory implements Directory {
    private final FileSystem fileSystem;
    private final Path path;

    HadoopDirectory(FileSystem fileSystem, Path path) {
        this.fileSystem = fileSystem;
        this.path = path;
    }

    /** @throws IOException when there is no such file system */
    public static HadoopDirectory of(Configuration hadoop, String path) throws IOException {
        try {
            Path given = new Path(path);
            return new HadoopDirectory(PlainFileSystem.of(given, hadoop), given);
        } catch (IllegalArgumentException e) { // no URI
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public String path() {
        return fileSystem.makeQualified(path).toString();
    }

    @Override
    public String name() {
        return fileSystem.makeQualified(path).getName();
    }

    @Override
    public boolean exists() throws IOException {
        return fileSystem.exists(path) && fileSystem.getFileStatus(path).isDirectory();
    }

    @Override
    public boolean has(String file) throws IOException {
        Path inside = inside(file);
        return fileSystem.exists(inside) && fileSystem.getFileStatus(inside).isFile();
    }

    @Override
    public InputStream open(String file) throws IOException {
        return fileSystem.open(inside(file));
    }

    @Override
    public List<Directory> subdirectories() throws IOException {
        return Arrays.stream(fileSystem.listStatus(path))
                .filter(FileStatus::isDirectory)
                .map(status -> status.getPath().getName())
                .filter(name -> !name.startsWith("."))
                .sorted(Comparator.naturalOrder())
                .<Directory>map(name -> new HadoopDirectory(fileSystem, inside(name)))
                .toList();
    }

    /** Writes or replaces a whole file; a reader never finds a part of it. Makes the directory where it is not there. */
    public void write(String file, RunDirectory.Content content) throws IOException {
        AtomicFile.write(fileSystem, fileSystem.makeQualified(inside(file)), content);
    }

    /** As exports write to it: files may stand in a folder below. */
    public Destination destination() {
        return new Destination() {
            @Override
            public void write(String file, Destination.Content content) throws IOException {
                HadoopDirectory.this.write(file, content::writeTo);
            }

            @Override
            public void writeParquet(String file, TableSchema schema, Destination.Rows rows) throws IOException {
                ParquetTable.write(fileSystem, fileSystem.makeQualified(inside(file)), schema, rows);
            }
        };
    }

    /** Hadoop takes what stands before a colon in a name alone for the scheme of a URI. */
    private Path inside(String name) {
        return new Path(path, new Path(null, null, name));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
