package org.quorumsgd.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages good inputs as disks, networks, hands and attackers do. Seeds are the good inputs; a mutated one is a pure function of
 * them and its number.
 */
final class Mutator {
    private static final int MOST_MUTATIONS = 4;
    private static final int LONGEST_RANGE = 4096;
    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0xffff,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 31,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final List<String> NUMBERS = List.of(
            "-1",
            "0",
            "-0",
            "2147483647",
            "2147483648",
            "-2147483649",
            "9223372036854775807",
            "9223372036854775808",
            "1e308",
            "1e309",
            "1e-400",
            "1e999999999",
            "-1e2147483648",
            "NaN",
            "Infinity",
            "null",
            "true",
            "0x10",
            "1.5",
            "9".repeat(400),
            "0." + "1".repeat(20_000));
    private static final List<String> ODD = List.of(
            "\0",
            "\n",
            "\r",
            "\"",
            "\\",
            "\\u0000",
            "'",
            ",",
            ":",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "$",
            "${",
            "${?a}",
            "#",
            "=",
            "+=",
            "..",
            "/",
            "../",
            "%n%s",
            "\ufeff",
            "\u202e",
            "\u2028",
            "\ud83d\ude00",
            "é",
            "\"\"\"",
            "include \"x\"\n",
            "include url(\"http://127.0.0.1:1/x\")\n",
            "include required(file(\"/dev/zero\"))\n",
            "\u00a0",
            "\t");
    private static final List<String> NESTS = List.of("[", "{\"a\":", "{a:[", "(", "a.", "\"", "${", "{", "[[],");
    private static final int[] DEPTHS = {3, 50, 1_100, 60_000};

    private final List<byte[]> seeds;

    Mutator(List<byte[]> seeds) {
        this.seeds = seeds;
    }

    /** The mutated input of this number. */
    byte[] input(long number) {
        SplittableRandom random = new SplittableRandom(number);
        byte[] input = any(random);
        int mutations = 1 + random.nextInt(MOST_MUTATIONS);
        for (int i = 0; i < mutations; i++) {
            input = mutated(input, random);
        }
        return input;
    }

    private byte[] mutated(byte[] input, SplittableRandom random) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(LONGEST_RANGE));
        byte[] head = Arrays.copyOf(input, from);
        byte[] tail = Arrays.copyOfRange(input, from, input.length);
        return switch (random.nextInt(12)) {
            case 0 -> flipBits(input, random);
            case 1 -> head;
            case 2 -> joined(head, Arrays.copyOfRange(input, from, to), tail); // doubled
            case 3 -> joined(head, Arrays.copyOfRange(input, to, input.length)); // cut out
            case 4 -> {
                byte[] other = any(random);
                yield joined(head, Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
            }
            case 5, 6 -> overwrittenByExtreme(input, random);
            case 7, 8 -> numberReplaced(input, random);
            case 9 -> joined(head, pick(ODD, random), tail);
            case 10 -> {
                byte[] noise = new byte[random.nextInt(64)];
                random.nextBytes(noise);
                yield joined(head, noise, tail);
            }
            default -> joined(head, nest(random), tail);
        };
    }

    private byte[] any(SplittableRandom random) {
        return seeds.get(random.nextInt(seeds.size())).clone();
    }

    private static byte[] flipBits(byte[] input, SplittableRandom random) {
        for (int flips = 1 + random.nextInt(8); flips > 0 && input.length > 0; flips--) {
            input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return input;
    }

    /** A length, count or offset of 1, 2, 4 or 8 bytes in either order; headers stand at beginnings, so these more often. */
    private static byte[] overwrittenByExtreme(byte[] input, SplittableRandom random) {
        int bytes = 1 << random.nextInt(4);
        if (input.length < bytes) {
            return input;
        }
        int places = input.length - bytes + 1;
        int at = random.nextInt(random.nextBoolean() ? Math.min(32, places) : places);
        long value = EXTREMES[random.nextInt(EXTREMES.length)];
        boolean little = random.nextBoolean();
        byte[] field = ByteBuffer.allocate(Long.BYTES)
                .order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .putLong(value)
                .array();
        System.arraycopy(field, little ? 0 : Long.BYTES - bytes, input, at, bytes);
        return input;
    }

    private static byte[] numberReplaced(byte[] input, SplittableRandom random) {
        int start = random.nextInt(input.length + 1);
        while (start < input.length && !isDigit(input[start])) {
            start++;
        }
        int end = start;
        while (end < input.length && isDigit(input[end])) {
            end++;
        }
        return joined(Arrays.copyOf(input, start), pick(NUMBERS, random), Arrays.copyOfRange(input, end, input.length));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Mostly shallow: the deepest are long. */
    private static byte[] nest(SplittableRandom random) {
        int depth = DEPTHS[Math.min(random.nextInt(DEPTHS.length), random.nextInt(DEPTHS.length))];
        return NESTS.get(random.nextInt(NESTS.size())).repeat(depth).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] pick(List<String> choices, SplittableRandom random) {
        return choices.get(random.nextInt(choices.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[]... parts) {
        ByteBuffer whole = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            whole.put(part);
        }
        return whole.array();
    }
}
