package org.quorumsgd.theory;

/**
 * Bounds on the eigenvalues of the Hessian of the loss where the agents are. In the papers' letters: lambdabar =
 * -{@code smallest} is the largest eigenvalue of minus the Hessian; lambda = {@code smallest} is the modulus of strong
 * convexity when positive; L = {@code largest} is the smoothness.
 *
 * @param smallest lower bound, either sign
 * @param largest upper bound, at least {@code smallest}
 */
public record HessianBounds(double smallest, double largest) {
    public HessianBounds {
        Require.finite("smallest curvature", smallest);
        Require.finite("largest curvature", largest);
        Require.that(largest >= smallest, "largest curvature", largest, "at least the smallest, " + smallest);
    }

    /** f(x) = a |x|^2 / 2. */
    public static HessianBounds ofQuadratic(double curvature) {
        return new HessianBounds(curvature, curvature);
    }

    public boolean stronglyConvex() {
        return smallest > 0;
    }

    void requireStronglyConvex() {
        Require.that(stronglyConvex(), "smallest curvature", smallest, "above 0, a strongly convex loss");
    }
}
