package org.quorumsgd.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A standalone master of Spark on this machine, and workers that come and go. */
public final class Standalone implements AutoCloseable {
    private final Path directory;
    private final String url;
    private final JobProcess master;

    private Standalone(Path directory, int port) {
        this.directory = directory;
        this.url = "spark://127.0.0.1:" + port;
        this.master = daemon("master.Master", "--host", "127.0.0.1", "--port", "" + port, "--webui-port", "0");
        master.await("master listens", () -> isListening(port));
    }

    public static Standalone start(Path directory) throws IOException {
        return new Standalone(directory, freePort());
    }

    public String url() {
        return url;
    }

    /** A worker of two cores and 1 GB, which is one executor. */
    public JobProcess worker() {
        return daemon("worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "-c", "2", "-m", "1g", url);
    }

    private JobProcess daemon(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(JobProcess.sparkHome(directory).resolve("bin/spark-class").toString());
        command.add("org.apache.spark.deploy." + name);
        command.addAll(List.of(arguments));
        return JobProcess.start(directory, command.toArray(String[]::new));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @Override
    public void close() {
        master.close();
    }
}
