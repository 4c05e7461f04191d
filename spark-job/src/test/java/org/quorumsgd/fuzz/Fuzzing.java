package org.quorumsgd.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;

/**
 * Shows a reader many damaged inputs. Each must be read or refused by an {@link InvalidInputException} whose problems are one
 * line each, within a time and an allocation that do not depend on what the input claims.
 *
 * <p>System properties: {@code quorum.fuzz.inputs} (default 1,000), {@code quorum.fuzz.seed} (number of the first input,
 * default 1).
 */
public final class Fuzzing {
    private static final int INPUTS = Integer.getInteger("quorum.fuzz.inputs", 1_000);
    private static final long FIRST = Long.getLong("quorum.fuzz.seed", 1);
    private static final long MOST_SECONDS = 10;
    private static final int MOST_SHOWN = 10;
    private static final long BYTES_AN_INPUT_BYTE = 256;
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Reads an input to its end and checks what it can of the result. */
    @FunctionalInterface
    public interface Reader {
        /** Throws {@link InvalidInputException} where it refuses the input. */
        void read(byte[] input) throws Exception;
    }

    private final String name;
    private final List<byte[]> seeds;
    private final long mostBytes;
    private volatile @Nullable Thread worker;

    /**
     * Damaged versions of these good inputs.
     *
     * @param name of the reader, for failures
     * @param mostBytes that reading one input may allocate on the heap, beside 256 times its length
     */
    public Fuzzing(String name, long mostBytes, List<byte[]> seeds) {
        this.name = name;
        this.mostBytes = mostBytes;
        this.seeds = List.copyOf(seeds);
    }

    /** Throws an AssertionError with the numbers of the first inputs that the reader did not withstand. */
    public void withstoodBy(Reader reader) throws InterruptedException {
        Mutator mutator = new Mutator(seeds);
        List<String> failures = new ArrayList<>();
        int refused = 0;
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            for (byte[] good : seeds) {
                if (attempt(thread, reader, good) instanceof String failure) {
                    throw new AssertionError(name + " does not read a good input: " + failure);
                }
            }
            for (long number = FIRST; number < FIRST + INPUTS && failures.size() < MOST_SHOWN; number++) {
                byte[] input = mutator.input(number);
                Object outcome = attempt(thread, reader, input);
                if (outcome instanceof String failure) {
                    failures.add("-Dquorum.fuzz.seed=" + number + " (" + kept(input) + "): " + failure);
                }
                refused += outcome == Outcome.REFUSED ? 1 : 0;
            }
        } finally {
            thread.shutdownNow();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(name + " does not withstand\n" + String.join("\n", failures));
        }
        if (INPUTS >= 100 && (refused == 0 || refused == INPUTS)) {
            throw new AssertionError(name + " refused " + refused + " of " + INPUTS + " damaged inputs: no test of it");
        }
        System.out.printf("%s: %,d damaged inputs, %,d refused%n", name, INPUTS, refused);
    }

    private static Path kept(byte[] input) {
        try {
            return Files.write(Files.createTempFile("quorum-fuzz-", ".bin"), input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private enum Outcome {
        READ,
        REFUSED
    }

    /** An {@link Outcome}, or in a String what went wrong. */
    private Object attempt(ExecutorService thread, Reader reader, byte[] input) throws InterruptedException {
        Future<Object> outcome = thread.submit(() -> {
            worker = Thread.currentThread();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            Object result = outcome(reader, input);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            return allocated > mostBytes + BYTES_AN_INPUT_BYTE * input.length
                    ? String.format("allocated %,d bytes", allocated)
                    : result;
        });
        try {
            return outcome.get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            AssertionError hang = new AssertionError(
                    name + " takes over " + MOST_SECONDS + " s for " + input.length + " bytes, " + kept(input));
            Thread reading = worker;
            if (reading != null) {
                hang.setStackTrace(reading.getStackTrace());
            }
            throw hang;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private static Object outcome(Reader reader, byte[] input) {
        try {
            reader.read(input);
            return Outcome.READ;
        } catch (InvalidInputException e) {
            for (String problem : e.problems()) {
                if (problem.length() > 10_000 || problem.indexOf('\n') >= 0) {
                    return "a problem of " + problem.length() + " characters or several lines: "
                            + problem.substring(0, Math.min(200, problem.length()));
                }
            }
            return Outcome.REFUSED;
        } catch (Throwable e) { // whatever it is, it is the finding
            StackTraceElement[] trace = e.getStackTrace();
            List<String> ours = new ArrayList<>();
            for (StackTraceElement frame : trace) {
                if (frame.getClassName().startsWith("org.quorumsgd.") && ours.size() < 4) {
                    ours.add(frame.toString());
                }
            }
            String message = String.valueOf(e);
            return message.substring(0, Math.min(300, message.length())) + " at " + (trace.length > 0 ? trace[0] : "")
                    + " under " + ours;
        }
    }
}
