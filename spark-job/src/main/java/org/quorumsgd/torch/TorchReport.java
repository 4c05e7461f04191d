package org.quorumsgd.torch;

/**
 * What really computes.
 *
 * @param version of libtorch and its bindings
 * @param threads of one operator
 * @param oneDnn whether convolutions on the processor can run in oneDNN
 * @param device {@code cpu}, or {@code cuda:0} where the build has libtorch for GPUs and the process sees one
 */
public record TorchReport(String version, int threads, boolean oneDnn, String device) {
    /** One line for the start of a run. */
    public String line() {
        return "Native: libtorch " + version + " on " + device + ", threads " + threads + ", convolutions by "
                + convolutions();
    }

    private String convolutions() {
        if (!device.equals("cpu")) {
            return "cuDNN";
        }
        return oneDnn ? "oneDNN" : "libtorch itself";
    }
}
