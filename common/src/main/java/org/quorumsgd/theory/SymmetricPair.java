package org.quorumsgd.theory;

/** The symmetric matrix [[first, o], [o, second]] of the contraction arguments (Slotine 2003, Example 3.8). */
final class SymmetricPair {
    private SymmetricPair() {}

    /**
     * Its smallest eigenvalue, (first + second)/2 - sqrt(((first - second)/2)^2 + o^2), as determinant over largest
     * eigenvalue: without the cancellation of the difference. Assumes first, second &gt;= 0.
     */
    static double smallestEigenvalue(double first, double second, double offDiagonalSquared) {
        double largest = (first + second) / 2 + Math.sqrt(square((first - second) / 2) + offDiagonalSquared);
        return largest == 0 ? 0 : (first * second - offDiagonalSquared) / largest;
    }

    static double square(double value) {
        return value * value;
    }
}
