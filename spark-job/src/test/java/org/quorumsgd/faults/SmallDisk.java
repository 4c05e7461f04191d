package org.quorumsgd.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.quorumsgd.cli.JobProcess;

/**
 * A tmpfs of a few megabytes that can be filled. It is mounted in a mount namespace of a user namespace, which needs no root; a process
 * that sleeps there keeps it.
 */
final class SmallDisk implements AutoCloseable {
    private final JobProcess keeper;
    private final Path mountPoint;

    private SmallDisk(JobProcess keeper, Path mountPoint) {
        this.keeper = keeper;
        this.mountPoint = mountPoint;
    }

    static SmallDisk mount(Path directory, int megabytes) throws IOException {
        Path mountPoint = Files.createDirectory(directory.resolve("disk"));
        String script = "mount -t tmpfs -o size=" + megabytes + "m tmpfs \"$0\" && echo mounted && exec sleep 900";
        JobProcess keeper = JobProcess.start(directory, "unshare", "-rm", "sh", "-c", script, mountPoint.toString());
        keeper.await("a user namespace with a tmpfs", () -> keeper.out().contains("mounted"));
        return new SmallDisk(keeper, mountPoint);
    }

    /** Before a command that is to see the disk, at {@link #mountPoint}. */
    List<String> prefix() {
        return List.of("nsenter", "-t", keeper.pid() + "", "-U", "-m", "--preserve-credentials");
    }

    Path mountPoint() {
        return mountPoint;
    }

    /** The disk as it is seen from outside. */
    Path outside() {
        return Path.of("/proc", keeper.pid() + "", "root").resolve(Path.of("/").relativize(mountPoint));
    }

    /** Takes all room but so many bytes. */
    void fillLeaving(long bytes) {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (outside().toFile().getUsableSpace() > bytes) {
                out.write(block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void makeRoom() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return outside().resolve("filler");
    }

    @Override
    public void close() {
        keeper.close();
    }
}
