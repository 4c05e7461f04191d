package org.quorumsgd.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A contender at the other end of two streams; the first call waits until it is ready. See {@link ContenderServer}. */
public final class RemoteContender implements Contender {
    private record Greeting(long parameters, String description) {}

    private final String name;
    private final PrintStream requests;
    private final BufferedReader answers;
    private @Nullable Greeting greeting;

    /**
     * @param name for messages
     * @param requests what it reads; closed with this
     * @param answers what it prints
     */
    public RemoteContender(String name, OutputStream requests, InputStream answers) {
        this.name = name;
        this.requests = new PrintStream(requests, true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(answers, StandardCharsets.UTF_8));
    }

    @Override
    public String description() {
        return greeting().description();
    }

    @Override
    public long parameters() {
        return greeting().parameters();
    }

    @Override
    public double run(int amount) {
        greeting();
        requests.println(ContenderServer.RUN + amount);
        return Double.parseDouble(answer(ContenderServer.MEASURED));
    }

    private Greeting greeting() {
        Greeting known = greeting;
        if (known == null) {
            String[] words = answer(ContenderServer.READY).split(" ", 2);
            known = new Greeting(Long.parseLong(words[0]), words[1]);
            greeting = known;
        }
        return known;
    }

    private String answer(String kind) {
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(kind)) {
                    return line.substring(kind.length());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException(name + " has ended without an answer");
    }

    @Override
    public void close() {
        requests.close();
    }
}
