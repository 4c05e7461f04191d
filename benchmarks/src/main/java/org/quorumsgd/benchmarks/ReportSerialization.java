package org.quorumsgd.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.Place;
import org.quorumsgd.engine.SparkDefaults;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** An agent's report on its way to the driver, by the serializer that the job gives Spark. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReportSerialization {
    private static final ClassTag<AgentReport> TAG = ClassTag$.MODULE$.apply(AgentReport.class);

    @Param({"10000", "361610"})
    int n;

    private final SerializerInstance kryo = new KryoSerializer(SparkDefaults.apply(new SparkConf(false))).newInstance();
    private AgentReport report = report(0);
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    @Setup
    public void prepare() {
        report = report(n);
        bytes = kryo.serialize(report, TAG);
    }

    private static AgentReport report(int n) {
        return new AgentReport(
                1,
                new float[n],
                new float[0],
                new float[0],
                0.5,
                1.5,
                0.01,
                null,
                0.1,
                new Place("localhost", "1", "cpu"),
                0,
                0);
    }

    @Benchmark
    public ByteBuffer serialize(Traffic traffic) {
        traffic.floats(2, n);
        return kryo.serialize(report, TAG);
    }

    @Benchmark
    public AgentReport deserialize(Traffic traffic) {
        traffic.floats(2, n);
        return kryo.deserialize(bytes.duplicate(), TAG);
    }
}
