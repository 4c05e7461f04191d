import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * HDFS, a ResourceManager and two NodeManagers on this machine, each of which says it has two GPUs. Runs from its source, on a class path of
 * its own. Argument: a directory, which is given a conf/ to be a HADOOP_CONF_DIR, core-site.xml last. Ends with its standard input.
 */
final class MiniCluster {
    private static final String GPU = "yarn.io/gpu";
    private static final String QUEUE = "yarn.scheduler.capacity.root.default.";

    public static void main(String[] arguments) throws Exception {
        // Its many threads would keep a cluster alive that has not come up.
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        Path directory = Path.of(arguments[0]);
        Configuration hadoop = new Configuration();
        hadoop.set("hdfs.minidfs.basedir", directory.resolve("hdfs").toString());
        hadoop.set("dfs.replication", "1");
        MiniDFSCluster hdfs = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
        hdfs.waitActive();
        String root = hdfs.getFileSystem().getUri().toString();

        MiniYARNCluster yarn = new MiniYARNCluster("yarn", 2, 1, 1);
        yarn.init(settings(root));
        yarn.start();
        while (yarn.getConfig().get(YarnConfiguration.RM_ADDRESS).endsWith(":0") || !yarn.waitForNodeManagersToConnect(100)) {
            Thread.sleep(50);
        }

        Path conf = Files.createDirectories(directory.resolve("conf"));
        try (OutputStream out = Files.newOutputStream(conf.resolve("yarn-site.xml"))) {
            new YarnConfiguration(yarn.getConfig()).writeXml(out);
        }
        write(conf.resolve("resource-types.xml"), YarnConfiguration.RESOURCE_TYPES, GPU);
        write(conf.resolve("core-site.xml"), "fs.defaultFS", root);
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        Runtime.getRuntime().halt(0);
    }

    private static Configuration settings(String fileSystem) {
        YarnConfiguration settings = new YarnConfiguration();
        settings.set("fs.defaultFS", fileSystem);
        settings.set(YarnConfiguration.RESOURCE_TYPES, GPU);
        settings.set("yarn.nodemanager.resource-type." + GPU, "2");
        settings.set(
                "yarn.scheduler.capacity.resource-calculator",
                "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");
        settings.set("yarn.scheduler.capacity.root.queues", "default");
        settings.set(QUEUE + "capacity", "100");
        settings.set(QUEUE + "maximum-capacity", "100");
        settings.set(QUEUE + "user-limit-factor", "1");
        settings.set(QUEUE + "state", "RUNNING");
        settings.set(QUEUE + "acl_submit_applications", "*");
        settings.set(QUEUE + "acl_administer_queue", "*");
        settings.set("yarn.scheduler.capacity.node-locality-delay", "-1");
        settings.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
        settings.set("yarn.scheduler.minimum-allocation-mb", "128");
        settings.set("yarn.minicluster.yarn.nodemanager.resource.memory-mb", "8192");
        settings.set("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100.0");
        // A node asks for work ten times a second: the test waits less.
        settings.set("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", "100");
        return settings;
    }

    private static void write(Path file, String name, String value) throws Exception {
        Configuration one = new Configuration(false);
        one.set(name, value);
        Path unfinished = file.resolveSibling("unfinished");
        try (OutputStream out = Files.newOutputStream(unfinished)) {
            one.writeXml(out);
        }
        Files.move(unfinished, file);
    }
}
