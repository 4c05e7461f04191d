package org.quorumsgd.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSamplesTest {
    private static final ImageShape SHAPE = new ImageShape(1, 4, 3);

    @TempDir
    private Path directory;

    private static Object sent(Object object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    @Test
    void positionsFollowTheRowsAskedFor() {
        ImageSource source = new HeldImages(
                SHAPE, PixelType.UNSIGNED_BYTE, 30, row -> ExampleFiles.pixels(row, 12), row -> new float[0]);
        ImageSamples samples = ImageSamples.read(source, new int[] {2, 19, 28});
        assertThat(samples.size()).isEqualTo(3);
        assertThat(samples.label(1)).isEqualTo(9);
        float[] image = new float[12];
        samples.copyNormalised(1, new Normalisation(new float[] {100}, new float[] {2}), image, 0);
        for (int place = 0; place < 12; place++) {
            assertThat(image[place]).isEqualTo(((ExampleFiles.pixel(19, place) & 0xff) - 100) / 2f);
        }
    }

    @Test
    void bytesStayBytesAndFloatsFloats() {
        ImageSource bytes = new HeldImages(
                SHAPE, PixelType.UNSIGNED_BYTE, 30, row -> ExampleFiles.pixels(row, 12), row -> new float[0]);
        ImageSource floats = new HeldImages(SHAPE, PixelType.FLOAT, 30, row -> new byte[0], row -> new float[12]);
        assertThat(ImageSamples.read(bytes, RowOrder.natural(30)).bytes()).isEqualTo(30 * (12 + 4));
        assertThat(ImageSamples.read(floats, RowOrder.natural(30)).bytes()).isEqualTo(30 * (48 + 4));
    }

    @Test
    void sourcesReadTheSameAfterTheyWereSent() throws IOException, ClassNotFoundException {
        ExampleFiles.writeIdx(directory, 30, 12);
        Configuration hadoop = new Configuration();
        hadoop.set("quorum.test", "sent");
        ImageDataSet dataSet = ImageDataSets.open(DataSettings.idx(directory.toString(), 10), HadoopFiles.of(hadoop));
        ImageDataSet there = (ImageDataSet) sent(dataSet);
        assertThat(ExampleFiles.rows(there.train(), 3, 8)).isEqualTo(ExampleFiles.rows(dataSet.train(), 3, 8));
        HadoopFile file = (HadoopFile) there.test().files().get(0);
        assertThat(file.files().configuration().get("quorum.test")).isEqualTo("sent");
        assertThat(there.files()).hasSize(4);
    }

    @Test
    void onlyChangedHadoopSettingsAreSent() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(HadoopFiles.of(new Configuration()));
        }
        assertThat(bytes.size()).isLessThan(500);
    }

    /** SHA-256 of "abc", FIPS 180-2, appendix B.1. */
    @Test
    void fingerprintIsTheSha256OfTheFile() {
        ExampleFiles.write(directory.resolve("abc"), new byte[] {'a', 'b', 'c'});
        HadoopFiles files = HadoopFiles.ofClassPath();
        DataFingerprint fingerprint = DataFingerprint.of(
                files.file(files.qualified(directory.resolve("abc").toString())));
        assertThat(fingerprint.bytes()).isEqualTo(3);
        assertThat(fingerprint.sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
