package org.quorumsgd.cli;

/**
 * What one agent takes where it lives, estimated from sizes that are known before any work.
 *
 * @param heapBytes its images and vectors
 * @param nativeBytes its network off the heap, at its largest; 0 for plain Java
 */
record AgentMemory(double heapBytes, double nativeBytes) {
    /** Old and new state (position, velocity), gradient, and the backend's copies of parameters and gradient. */
    private static final int VECTORS = 7;

    static AgentMemory of(int parameters, double heldBytes, double nativeBytes) {
        return new AgentMemory((double) VECTORS * Float.BYTES * parameters + heldBytes, nativeBytes);
    }
}
