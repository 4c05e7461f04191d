package org.quorumsgd.faults;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What another JVM on this machine takes up, in MB.
 *
 * @param heap used after a full collection
 * @param direct buffers of java.nio
 * @param resident what the process has in memory, native libraries' own allocations included: JavaCPP's {@code physicalBytes}
 */
public record Footprint(double heap, double direct, double resident) {
    private static final double MB = 1 << 20;

    @SuppressWarnings("BanJNDI") // the other side is a JVM that the test has started
    public static Footprint of(long pid) throws IOException {
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(agent(pid)))) {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            MemoryMXBean memory = ManagementFactory.getPlatformMXBean(connection, MemoryMXBean.class);
            memory.gc();
            double direct = ManagementFactory.getPlatformMXBeans(connection, BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            return new Footprint(memory.getHeapMemoryUsage().getUsed() / MB, direct / MB, residentBytes(pid) / MB);
        }
    }

    private static String agent(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                return machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    private static double residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", pid + "", "status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                * 1024.0;
    }
}
