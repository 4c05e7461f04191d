package org.quorumsgd.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableSchema;

/** A directory of this machine; rows for Parquet files stay in memory. */
record LocalDestination(Path directory, Map<String, List<Row>> parquet) implements Destination {
    LocalDestination(Path directory) {
        this(directory, new LinkedHashMap<>());
    }

    @Override
    public void write(String file, Content content) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        try (OutputStream out = Files.newOutputStream(path)) {
            content.writeTo(out);
        }
    }

    @Override
    public void writeParquet(String file, TableSchema schema, Rows rows) throws IOException {
        List<Row> taken = new ArrayList<>();
        rows.writeTo(taken::add);
        parquet.put(file, taken);
    }
}
