package org.quorumsgd.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.quorumsgd.run.Safetensors.Tensor;

/** A file of the format, byte by byte; that NumPy makes a network of one is tested where networks are. */
final class SafetensorsTest {
    private static final Tensor MATRIX = new Tensor("fc1.weight", List.of(1, 2));
    private static final Tensor NUMBER = new Tensor("scale", List.of());

    @Test
    void headerIsPaddedWithSpacesAndNumbersFollowLittleEndian() throws IOException {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"fc1.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"scale\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]}}";
        assertThat(header).hasSize(153); // so 160 with spaces, 0xa0
        String numbers = "\0\0\u0080\u003f" + "\0\0\0\u00c0" + "\0\0\0\u003f"; // 1, -2, 0.5
        assertThat(bytes(List.of(MATRIX, NUMBER), 1, -2, 0.5f))
                .isEqualTo(("\u00a0\0\0\0\0\0\0\0" + header + "       " + numbers).getBytes(ISO_8859_1));
    }

    @Test
    void dataBeginAtAMultipleOfEightBytesWhateverTheNamesAre() throws IOException {
        for (int length = 1; length <= 16; length++) {
            byte[] file = bytes(List.of(new Tensor("x".repeat(length), List.of(3))), 1, 2, 3);
            assertThat((file.length - 12) % 8).as("name of %d letters", length).isZero();
            assertThat(Byte.toUnsignedInt(file[0])).isEqualTo(file.length - 12 - 8);
        }
    }

    @Test
    void tensorsMustBeTheVectorAndHaveNamesOfTheirOwn() {
        assertThatThrownBy(() -> bytes(List.of(MATRIX), 1, 2, 3))
                .hasMessage("Invalid tensors: 2 numbers (expected 3, the vector's length)");
        assertThatThrownBy(() -> bytes(List.of(MATRIX, MATRIX), 1, 2, 3, 4))
                .hasMessage("Invalid tensor name: fc1.weight (expected it once)");
        assertThatThrownBy(() -> bytes(List.of(new Tensor("__metadata__", List.of(1))), 1))
                .hasMessage("Invalid tensor name: __metadata__ (expected it once)");
        assertThatThrownBy(() -> new Tensor("x", List.of(2, 0)))
                .hasMessage("Invalid shape of x: [2, 0] (expected each extent at least 1)");
    }

    private static byte[] bytes(List<Tensor> tensors, float... vector) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.write(out, tensors, Map.of("format", "pt"), vector);
        return out.toByteArray();
    }
}
