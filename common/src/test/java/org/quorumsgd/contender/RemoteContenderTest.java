package org.quorumsgd.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Both sides of the line protocol, joined by pipes. */
final class RemoteContenderTest {
    private final List<Integer> amounts = Collections.synchronizedList(new ArrayList<>());

    @Test
    void whatTheContenderSaysAndMeasuresArrivesToTheBit() throws Exception {
        PipedInputStream requests = new PipedInputStream();
        PipedInputStream answers = new PipedInputStream();
        PipedOutputStream toRemote = new PipedOutputStream(requests);
        PrintStream fromRemote = new PrintStream(new PipedOutputStream(answers), true, StandardCharsets.UTF_8);
        fromRemote.println("a library says hello");
        CompletableFuture<Void> served =
                CompletableFuture.runAsync(() -> ContenderServer.serve(Counting::new, requests, fromRemote));
        try (RemoteContender contender = new RemoteContender("counting", toRemote, answers)) {
            assertThat(contender.parameters()).isEqualTo(314_058);
            assertThat(contender.description()).isEqualTo("counts, 2 threads");
            assertThat(contender.run(3)).isEqualTo(1.0 / 3);
            assertThat(contender.run(7)).isEqualTo(1.0 / 7);
        }
        served.get(10, TimeUnit.SECONDS);
        assertThat(amounts).containsExactly(3, 7, -1);
    }

    @Test
    void aContenderThatHasEndedIsNamed() throws IOException {
        PipedInputStream answers = new PipedInputStream();
        PipedOutputStream ended = new PipedOutputStream(answers);
        ended.close();
        PipedOutputStream requests = new PipedOutputStream(new PipedInputStream());
        try (RemoteContender contender = new RemoteContender("libtorch", requests, answers)) {
            assertThatThrownBy(contender::parameters).hasMessage("libtorch has ended without an answer");
        }
    }

    private final class Counting implements Contender {
        @Override
        public String description() {
            return "counts, 2 threads";
        }

        @Override
        public long parameters() {
            return 314_058;
        }

        @Override
        public double run(int amount) {
            amounts.add(amount);
            return 1.0 / amount;
        }

        @Override
        public void close() {
            amounts.add(-1);
        }
    }
}
