package org.quorumsgd.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.quorumsgd.contender.Contender;
import org.quorumsgd.contender.RemoteContender;

/** A contender in a JVM of its own, which ends with it. What the JVM says on standard error goes to a log file. */
public final class ContenderProcess implements Contender {
    private static final int SECONDS_TO_END = 30;

    private final Process process;
    private final Path log;
    private final RemoteContender remote;

    /**
     * Starts it and does not wait.
     *
     * @param environment what differs from ours; an empty value takes a variable away
     */
    public ContenderProcess(String name, List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        environment.forEach((variable, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(variable);
            } else {
                builder.environment().put(variable, value);
            }
        });
        try {
            this.process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.log = log;
        this.remote = new RemoteContender(name, process.getOutputStream(), process.getInputStream());
        // The user's Ctrl-C ends us; it must not leave JVMs behind.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    @Override
    public String description() {
        return explained(remote::description);
    }

    @Override
    public long parameters() {
        return explained(remote::parameters);
    }

    @Override
    public double run(int amount) {
        return explained(() -> remote.run(amount));
    }

    private <T> T explained(java.util.function.Supplier<T> call) {
        try {
            return call.get();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "; see " + log, e);
        }
    }

    @Override
    public void close() {
        remote.close();
        List<ProcessHandle> children = process.descendants().toList();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
