package org.quorumsgd.bench;

/** What a median is to reach; the bound itself is enough. */
public record Target(Side side, double bound) {
    /** On which side of the bound a value is good. */
    public enum Side {
        AT_LEAST(">="),
        AT_MOST("<=");

        private final String sign;

        Side(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }
    }

    public static Target atLeast(double bound) {
        return new Target(Side.AT_LEAST, bound);
    }

    public static Target atMost(double bound) {
        return new Target(Side.AT_MOST, bound);
    }

    /** Never met by NaN. */
    public boolean isMetBy(double value) {
        return side == Side.AT_LEAST ? value >= bound : value <= bound;
    }
}
