package org.quorumsgd.files;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.quorumsgd.config.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two nights of one batch from being done at once: a file {@code <out>/.<name>.lock} that is there while somebody does it
 * and is renewed as long as that process lives. One that was left behind by a killed process is taken over. Object stores do not
 * make a file in one step, so there two that begin in the same moment may not see each other.
 */
public final class BatchLock implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchLock.class);

    private static final Duration RENEWED_EVERY = Duration.ofSeconds(20);
    /** Of a process on another host; longer than a driver stands still. */
    private static final Duration ABANDONED_AFTER = Duration.ofMinutes(5);

    private final FileSystem fileSystem;
    private final Path file;
    private final String holder;
    private final ScheduledExecutorService renewal;

    private BatchLock(FileSystem fileSystem, Path file, String holder) {
        this.fileSystem = fileSystem;
        this.file = file;
        this.holder = holder;
        this.renewal = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "batch lock");
            thread.setDaemon(true);
            return thread;
        });
        long seconds = RENEWED_EVERY.toSeconds();
        renewal.scheduleWithFixedDelay(this::renew, seconds, seconds, TimeUnit.SECONDS);
    }

    /**
     * Takes the lock.
     *
     * @param name of the batch, as it may stand in a run id
     * @throws InvalidInputException when another process that lives has it, or the output directory is no good
     */
    public static BatchLock take(Configuration hadoop, String out, String name, Instant now) throws IOException {
        FileSystem fileSystem = PlainFileSystem.of(new Path(out), hadoop);
        Path file = fileSystem.makeQualified(new Path(out, "." + name + ".lock"));
        String holder = "process " + ProcessHandle.current().pid() + " on " + host() + " since "
                + now.truncatedTo(ChronoUnit.SECONDS);
        if (!begin(fileSystem, file, holder)) {
            String other = read(fileSystem, file);
            if (lives(other, fileSystem.getFileStatus(file), now)) {
                throw InvalidInputException.of("Invalid batch: " + name + " is being done by " + other
                        + " (expected nobody; if that is wrong, delete " + file + ")");
            }
            LOG.warn("{} was left behind by a process that is gone", file);
            if (!remove(fileSystem, file, other) || !make(fileSystem, file, holder)) {
                throw InvalidInputException.of(
                        "Invalid batch: " + name + " was begun by another process just now" + " (expected nobody)");
            }
        }
        return new BatchLock(fileSystem, file, holder);
    }

    /** Makes the file, and the output directory where it is not there. */
    private static boolean begin(FileSystem fileSystem, Path file, String holder) {
        try {
            fileSystem.mkdirs(file.getParent());
            return make(fileSystem, file, holder);
        } catch (IOException e) {
            throw InvalidInputException.of("Invalid output directory: " + file.getParent()
                    + " (expected a place where a file can be made: " + UnwrittenException.reason(e) + ")");
        }
    }

    /** In one step where the file system can. */
    private static boolean make(FileSystem fileSystem, Path file, String holder) throws IOException {
        try (OutputStream out = fileSystem instanceof RawLocalFileSystem local
                ? Files.newOutputStream(
                        local.pathToFile(file).toPath(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                : fileSystem.create(file, false)) {
            out.write(holder.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (java.nio.file.FileAlreadyExistsException | FileAlreadyExistsException e) {
            return false;
        }
    }

    private static String read(FileSystem fileSystem, Path file) throws IOException {
        try (InputStream in = fileSystem.open(file)) {
            return new String(in.readNBytes(1000), StandardCharsets.UTF_8);
        }
    }

    private static boolean lives(String holder, FileStatus file, Instant now) {
        String[] words = holder.split(" ");
        boolean here = words.length > 3 && words[3].equals(host());
        Instant renewed = Instant.ofEpochMilli(file.getModificationTime());
        return here
                ? words[1].matches("\\d{1,10}")
                        && ProcessHandle.of(Long.parseLong(words[1]))
                                .filter(process -> mayHaveRenewed(process, renewed))
                                .isPresent()
                : renewed.plus(ABANDONED_AFTER).isAfter(now);
    }

    /** Puts the lock of a dead holder aside before it is deleted: it may be that of another by now, who took it over in the same moment. */
    private static boolean remove(FileSystem fileSystem, Path file, String dead) throws IOException {
        Path aside = file.suffix("." + host() + "." + ProcessHandle.current().pid());
        try {
            if (!fileSystem.rename(file, aside)) {
                return false;
            }
        } catch (FileNotFoundException e) {
            return false;
        }
        if (!read(fileSystem, aside).equals(dead)) {
            fileSystem.rename(aside, file);
            return false;
        }
        fileSystem.delete(aside, false);
        return true;
    }

    /** Not a later process of the same number: in a container that is started again it is always the same. */
    private static boolean mayHaveRenewed(ProcessHandle process, Instant renewed) {
        return process.info()
                .startInstant()
                .map(began -> began.isBefore(renewed.plus(RENEWED_EVERY)))
                .orElse(true);
    }

    private void renew() {
        try {
            if (isOurs()) {
                write();
            } else {
                LOG.error("{} has been taken over by another process: this one stood still for too long", file);
                renewal.shutdown();
            }
        } catch (IOException | RuntimeException | FSError e) { // what escaped would be the last renewal
            LOG.warn("{} could not be renewed: {}", file, e.toString());
        }
    }

    private void write() throws IOException {
        try (OutputStream out = fileSystem.create(file, true)) {
            out.write(holder.getBytes(StandardCharsets.UTF_8));
        }
    }

    private boolean isOurs() throws IOException {
        return read(fileSystem, file).equals(holder);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Override
    public void close() {
        renewal.shutdownNow();
        try {
            renewal.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            if (isOurs()) {
                Unneeded.delete(fileSystem, file);
            }
        } catch (IOException e) {
            LOG.warn("{} could not be deleted: {}", file, e.getMessage());
        }
    }
}
