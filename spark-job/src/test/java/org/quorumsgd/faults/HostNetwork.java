package org.quorumsgd.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quorumsgd.cli.JobProcess;

/**
 * Hosts 1, 2, ... with an address and a loopback of their own, joined by a switch: network namespaces below a user namespace, which needs
 * no root. A process that sleeps keeps them; this machine's own network is neither seen nor changed.
 */
final class HostNetwork implements AutoCloseable {
    private static final String SCRIPT = """
            mount -t tmpfs tmpfs /run
            ip link add switch type bridge
            ip link set switch up
            for host in $(seq "$0"); do
              ip netns add "host$host"
              ip link add "port$host" type veth peer name eth0 netns "host$host"
              ip link set "port$host" master switch up
              ip -n "host$host" addr add "10.7.0.$host/24" dev eth0
              ip -n "host$host" link set eth0 up
              ip -n "host$host" link set lo up
            done
            echo joined
            exec sleep 900
            """;

    /** Of a socket that listens: its address, and the process that holds it. */
    private static final Pattern SOCKET = Pattern.compile("\\S+ +\\S+ +\\d+ +\\d+ +(\\S+) .*\\bpid=(\\d+),.*");

    private final Path directory;
    private final JobProcess keeper;

    private HostNetwork(Path directory, JobProcess keeper) {
        this.directory = directory;
        this.keeper = keeper;
    }

    static HostNetwork open(Path directory, int hosts) {
        JobProcess keeper = JobProcess.start(directory, "unshare", "-rnm", "sh", "-ec", SCRIPT, hosts + "");
        keeper.await(
                "network namespaces (bin/install-tools network installs ip)",
                () -> keeper.out().contains("joined"));
        return new HostNetwork(directory, keeper);
    }

    static String address(int host) {
        return "10.7.0." + host;
    }

    /** Before a command that is to run on a host; Spark there takes the host's address. */
    List<String> on(int host) {
        List<String> prefix = new ArrayList<>(enter());
        prefix.addAll(List.of("ip", "netns", "exec", "host" + host, "env", "SPARK_LOCAL_IP=" + address(host)));
        return prefix;
    }

    /** As if somebody pulled the host's cable. */
    void cutOff(int host) {
        run(enter(), "ip", "link", "set", "port" + host, "down");
    }

    void join(int host) {
        run(enter(), "ip", "link", "set", "port" + host, "up");
    }

    /** The addresses, with ports, at which a process on a host listens, TCP and UDP. */
    Set<String> listening(int host, long pid) {
        Set<String> addresses = new TreeSet<>();
        for (String line : run(on(host), "ss", "-Hlntup")) {
            Matcher socket = SOCKET.matcher(line.strip());
            if (socket.matches() && Long.parseLong(socket.group(2)) == pid) {
                addresses.add(socket.group(1).replaceFirst("\\[::ffff:(.*)]", "$1"));
            }
        }
        return addresses;
    }

    private List<String> enter() {
        return List.of("nsenter", "-t", keeper.pid() + "", "-U", "-n", "-m", "--preserve-credentials");
    }

    private List<String> run(List<String> prefix, String... words) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(words));
        try (JobProcess process = JobProcess.start(directory, command.toArray(String[]::new))) {
            if (process.exitCode() != 0) {
                throw new IllegalStateException(command + "\n" + process.logs());
            }
            return process.out();
        }
    }

    @Override
    public void close() {
        keeper.close();
    }
}
