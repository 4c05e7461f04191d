package org.quorumsgd.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.quorumsgd.config.InvalidInputException;

/**
 * Parquet files of an image and a label column; the rows of the files follow each other. Row counts come from the footers;
 * of the files only the row groups and columns that are wanted are read, one row group at a time.
 */
final class ParquetSource implements ImageSource {
    private static final long serialVersionUID = 1L;
    /** Far above what equal images, which Parquet keeps once, come to. */
    private static final int MOST_ROWS_A_BYTE = 1_000;

    private final List<HadoopFile> files;
    private final RowBlocks blocks;
    private final ImageShape shape;
    private final PixelType pixelType;
    private final int classes;
    private final String imageColumn;
    private final String labelColumn;

    private ParquetSource(List<HadoopFile> files, RowBlocks blocks, PixelType pixelType, DataSettings settings) {
        this.files = files;
        this.blocks = blocks;
        this.shape = Objects.requireNonNull(settings.shape(), "shape");
        this.pixelType = pixelType;
        this.classes = settings.classes();
        this.imageColumn = settings.imageColumn();
        this.labelColumn = settings.labelColumn();
    }

    /** Reads the footers and checks row counts and column types; the rows are checked where they are read. */
    static ParquetSource open(List<HadoopFile> files, DataSettings settings) {
        DataProblems problems = new DataProblems();
        List<Long> counts = new ArrayList<>();
        List<PixelType> types = new ArrayList<>();
        for (HadoopFile file : files) {
            try (ParquetFileReader reader = open(file)) {
                checkExtents(reader, file);
                ParquetColumns columns =
                        ParquetColumns.of(file.name(), schema(reader), settings.imageColumn(), settings.labelColumn());
                counts.add(reader.getRecordCount());
                types.add(columns.pixelType());
                if (columns.pixelType() != types.get(0)) {
                    problems.invalid(
                            "type of column " + settings.imageColumn() + " in " + file.name(),
                            columns.pixelType(),
                            types.get(0) + " as in " + files.get(0).name());
                }
            } catch (InvalidInputException e) {
                problems.addAll(e);
            } catch (IOException | RuntimeException e) {
                problems.addAll(broken(file, e));
            }
        }
        problems.throwIfAny();
        RowBlocks blocks = RowBlocks.of(counts, files.get(0).name());
        if (blocks.size() == 0) {
            throw InvalidInputException.of(
                    "Invalid number of images in " + files.get(0).name() + ": 0 (expected at least 1)");
        }
        return new ParquetSource(List.copyOf(files), blocks, types.get(0), settings);
    }

    private static ParquetFileReader open(HadoopFile file) throws IOException {
        Configuration hadoop = file.files().configuration();
        ParquetReadOptions options = HadoopReadOptions.builder(hadoop)
                .withCodecFactory(new CheckedSnappy(hadoop))
                .build();
        return ParquetFileReader.open(HadoopInputFile.fromPath(file.path(), hadoop), options);
    }

    private static MessageType schema(ParquetFileReader reader) {
        return reader.getFooter().getFileMetaData().getSchema();
    }

    /** A footer that claims more than the file holds would have the reader allocate as much, or go through as many rows. */
    private static void checkExtents(ParquetFileReader reader, HadoopFile file) throws IOException {
        long length = file.length();
        for (BlockMetaData block : reader.getRowGroups()) {
            long rows = block.getRowCount();
            if (rows < 0 || rows / MOST_ROWS_A_BYTE > length) {
                throw InvalidInputException.of("Invalid number of rows in " + file.name() + ": " + rows
                        + " (expected at most " + MOST_ROWS_A_BYTE + " a byte of " + length + ")");
            }
            for (ColumnChunkMetaData chunk : block.getColumns()) {
                if (chunk.getValueCount() < rows) {
                    throw InvalidInputException.of("Invalid number of rows in " + file.name() + ": " + rows
                            + " (expected at most " + chunk.getValueCount() + ", the values of column "
                            + chunk.getPath().toDotString() + ")");
                }
                long end = chunk.getStartingPos() + chunk.getTotalSize();
                if (chunk.getStartingPos() < 0 || chunk.getTotalSize() < 0 || !(end <= length)) {
                    throw InvalidInputException.of("Invalid column chunk in " + file.name() + ": ends at byte " + end
                            + " (expected at most " + length + ", the length of the file)");
                }
            }
        }
    }

    private static InvalidInputException broken(HadoopFile file, Exception e) {
        if (e instanceof IOException io) {
            return DataProblems.unreadable(file.name(), io);
        }
        return InvalidInputException.of("Invalid Parquet file: " + file.name() + " (expected a complete Parquet file; "
                + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ")");
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public PixelType pixelType() {
        return pixelType;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public int size() {
        return blocks.size();
    }

    @Override
    public List<DataFile> files() {
        return List.copyOf(files);
    }

    @Override
    public void read(int[] rows, RowConsumer consumer) {
        RowOrder.check(rows, size());
        DataProblems problems = new DataProblems();
        for (int i = 0; i < files.size(); i++) {
            int[] wanted = blocks.within(i, rows);
            if (wanted.length > 0) {
                readFile(files.get(i), blocks.first(i), wanted, consumer, problems);
            }
        }
        problems.throwIfAny();
    }

    private void readFile(HadoopFile file, int first, int[] rows, RowConsumer consumer, DataProblems problems) {
        try (ParquetFileReader reader = open(file)) {
            checkExtents(reader, file);
            ParquetColumns columns = ParquetColumns.of(file.name(), schema(reader), imageColumn, labelColumn);
            reader.setRequestedSchema(columns.projection());
            List<Long> counts = reader.getRowGroups().stream()
                    .map(BlockMetaData::getRowCount)
                    .toList();
            RowBlocks groups = RowBlocks.of(counts, file.name());
            int[] inFile = new int[rows.length];
            for (int i = 0; i < rows.length; i++) {
                inFile[i] = rows[i] - first;
            }
            ParquetRows decoder = new ParquetRows(file.name(), columns, shape.pixels(), classes, problems);
            for (int group = 0; group < counts.size(); group++) {
                int[] wanted = groups.within(group, inFile);
                if (wanted.length > 0) {
                    decoder.read(reader.readRowGroup(group), groups.first(group), wanted, first, consumer);
                }
            }
        } catch (InvalidInputException e) {
            problems.addAll(e);
        } catch (IOException | RuntimeException e) {
            problems.addAll(broken(file, e));
        }
    }
}
