package org.quorumsgd.files;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.quorumsgd.export.Destination;
import org.quorumsgd.run.Column;
import org.quorumsgd.run.Row;
import org.quorumsgd.run.TableReader;
import org.quorumsgd.run.TableSchema;

/** A table as one Parquet file: the same columns, each optional, null where a cell was not measured. */
final class ParquetTable {
    private ParquetTable() {}

    static void write(FileSystem fileSystem, Path file, TableSchema schema, TableReader rows) throws IOException {
        write(fileSystem, file, schema, sink -> {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                sink.append(row);
            }
        });
    }

    static void write(FileSystem fileSystem, Path file, TableSchema schema, Destination.Rows rows) throws IOException {
        MessageType type = messageType(schema);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new FileOutput(fileSystem, file))
                .withType(type)
                .withConf(fileSystem.getConf())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .build()) {
            rows.writeTo(row -> writer.write(group(type, schema, row)));
        }
    }

    private static MessageType messageType(TableSchema schema) {
        return new MessageType(
                schema.name(),
                schema.columns().stream().map(ParquetTable::field).toList());
    }

    private static Type field(Column column) {
        return switch (column.type()) {
            case LONG -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
            case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(column.name());
            case STRING ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(column.name());
        };
    }

    private static Group group(MessageType type, TableSchema schema, Row row) {
        Group group = new SimpleGroup(type);
        for (Column column : schema.columns()) {
            Object cell = row.cell(column);
            if (cell instanceof Long whole) {
                group.add(column.name(), whole);
            } else if (cell instanceof Double number) {
                group.add(column.name(), number);
            } else if (cell instanceof String text) {
                group.add(column.name(), text);
            }
        }
        return group;
    }

    /** Parquet's own output looks its file system up by the path and would find the one with checksums. */
    private record FileOutput(FileSystem fileSystem, Path file) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) throws IOException {
            return HadoopStreams.wrap(fileSystem.create(file, false));
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
            return HadoopStreams.wrap(fileSystem.create(file, true));
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }
}
