package org.quorumsgd.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AttemptsTest {
    @Test
    void aTimeoutOfTheNetworkIsTriedAgain() throws IOException {
        AtomicInteger attempts = new AtomicInteger();
        Attempts.at("x", () -> {
            if (attempts.incrementAndGet() == 1) {
                throw new SocketTimeoutException("60000 millis timeout");
            }
        });
        assertThat(attempts).hasValue(2);
    }

    @Test
    void anInterruptIsNot() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> Attempts.at("x", () -> {
                    attempts.incrementAndGet();
                    throw new InterruptedIOException("interrupted");
                }))
                .isExactlyInstanceOf(InterruptedIOException.class);
        assertThat(attempts).hasValue(1);
    }
}
