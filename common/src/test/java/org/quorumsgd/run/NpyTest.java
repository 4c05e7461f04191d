package org.quorumsgd.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quorumsgd.config.InvalidInputException;

class NpyTest {
    /** numpy.save of numpy.array([1.0, -2.5, nan, inf], dtype='<f4') by NumPy 2.4.6. */
    private static final String NUMPY_BYTES = "934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e"
            + "5f6f72646572273a2046616c73652c20277368617065273a2028342c292c207d"
            + "20".repeat(60)
            + "0a"
            + "0000803f000020c00000c07f0000807f";

    @Test
    void theBytesAreThoseOfNumPy() throws IOException {
        float[] vector = {1f, -2.5f, Float.NaN, Float.POSITIVE_INFINITY};

        assertThat(HexFormat.of().formatHex(bytes(vector))).isEqualTo(NUMPY_BYTES);
        assertThat(read(HexFormat.of().parseHex(NUMPY_BYTES))).isEqualTo(vector);
    }

    @Test
    void aVectorLongerThanAChunkHasTheBytesOfNumPy() throws IOException {
        byte[] bytes = bytes(ramp(100_003));

        assertThat(QuorumHash.sha256(bytes))
                .isEqualTo("59cedd7d0ea480bb6b90aaa45e0640f6180e429150907fbeba510b87da6bc78b");
        assertThat(read(bytes)).isEqualTo(ramp(100_003));
    }

    /** numpy.save of numpy.array([[1, 2], [3, 4], [5, 6]], dtype='<f4') by NumPy 1.24.2. */
    @Test
    void aMatrixWrittenRowByRowHasTheBytesOfNumPy() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.beginMatrix(out, 3, 2);
        for (int row = 0; row < 3; row++) {
            Npy.append(out, new float[] {2 * row + 1, 2 * row + 2});
        }

        assertThat(QuorumHash.sha256(out.toByteArray()))
                .isEqualTo("acb4d4837b6e86680ae9491b3fa5d11870c3900734107ebfec90554a47d42b39");
    }

    @Test
    void theEmptyVectorComesBackEmpty() throws IOException {
        assertThat(read(bytes(new float[0]))).isEmpty();
    }

    @Test
    void keysMayStandInAnyOrder() throws IOException {
        byte[] bytes = file("{'shape':(1,),'descr':'<f4','fortran_order':False}", 1, 4);

        assertThat(read(bytes)).containsExactly(0f);
    }

    @Test
    void aHeaderThatClaimsMoreThanComesIsRefusedWithoutTheAllocation() {
        byte[] lying = file("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483639,), }", 1, 8);

        assertThatThrownBy(() -> read(lying))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Invalid q.npy: 8 bytes of data (expected 8589934556 for shape (2147483639,))");
    }

    @Test
    void bytesAfterTheDataAreRefused() {
        byte[] surplus = file("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 1, 5);

        assertThatThrownBy(() -> read(surplus))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Invalid q.npy: bytes after the data (expected none after shape (1,))");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } | 1 | type <f8 (expected <f4)",
                "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), } | 1 | type >f4 (expected <f4)",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (1,), } | 1 | fortran_order True (expected False)",
                "{'descr': '<f4', 'shape': (1,), } | 1 | fortran_order missing (expected False)",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), } | 1 | shape (1, 1) (expected one dimension",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (), } | 1 | shape () (expected one dimension",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999,), } | 1 | shape (9999999999,) (expected",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), } | 1 | shape (-1,) (expected one dimension",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } | 2 | the first bytes (expected a NumPy .npy",
            })
    void whatIsNoFloat32VectorIsRefusedByName(String header, int version, String message) {
        assertThatThrownBy(() -> read(file(header, version, 4)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("Invalid q.npy: " + message);
    }

    @Test
    void aCutHeaderIsRefused() {
        byte[] cut = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) 0xff, (byte) 0xff, '{'};

        assertThatThrownBy(() -> read(cut))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Invalid q.npy: 1 bytes of header (expected 65535 bytes)");
    }

    /** Expected value by Python: hashlib.sha256(numpy.array([1.0, -2.5, 0.1], dtype='<f4').tobytes()). */
    @Test
    void theQuorumHashIsTheHashOfLittleEndianFloats() {
        assertThat(QuorumHash.sha256(new float[] {1f, -2.5f, 0.1f}))
                .isEqualTo("2f9cc761bc2594fa578868daeedc59b0fc115513fae3e5dc09c4e86e50b8aaf6");
    }

    @Test
    void theQuorumHashOfALongVectorIsTheHashOfItsFileWithoutTheHeader() throws IOException {
        byte[] bytes = bytes(ramp(40_000));
        byte[] data = Arrays.copyOfRange(bytes, 128, bytes.length);

        assertThat(QuorumHash.sha256(ramp(40_000))).isEqualTo(QuorumHash.sha256(data));
    }

    private static float[] ramp(int length) {
        float[] ramp = new float[length];
        for (int i = 0; i < length; i++) {
            ramp[i] = i;
        }
        return ramp;
    }

    private static byte[] bytes(float[] vector) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, vector);
        return out.toByteArray();
    }

    private static float[] read(byte[] bytes) throws IOException {
        return Npy.read("q.npy", new ByteArrayInputStream(bytes));
    }

    private static byte[] file(String header, int version, int dataBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0, (byte) header.length(), 0});
        out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(new byte[dataBytes]);
        return out.toByteArray();
    }
}
