package org.quorumsgd.engine;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import org.apache.spark.serializer.KryoRegistrator;
import org.quorumsgd.agent.AgentQuestion;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Divergence;
import org.quorumsgd.agent.EvaluationSums;
import org.quorumsgd.agent.GradientProbe;
import org.quorumsgd.agent.Place;
import org.quorumsgd.agent.Problem;
import org.quorumsgd.agent.RoundResult;
import org.quorumsgd.simulate.Simulation;
import org.quorumsgd.simulate.SimulationResult;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/** Registers what travels between driver, executors and checkpoints. */
public final class QuorumKryoRegistrator implements KryoRegistrator {
    @Override
    public void registerClasses(Kryo kryo) {
        // Problems and questions travel seldom and may hold anything serializable; speed does not matter there.
        kryo.addDefaultSerializer(Problem.class, JavaSerializer.class);
        kryo.addDefaultSerializer(AgentQuestion.class, JavaSerializer.class);
        kryo.addDefaultSerializer(Record.class, QuorumKryoRegistrator::recordSerializer);
        kryo.register(float[].class);
        kryo.register(double[].class);
        kryo.register(Simulation.class);
        kryo.register(SimulationResult.class);
        kryo.register(HeapVector.class);
        kryo.addDefaultSerializer(Vector.class, new OnHeapSerializer()); // of all other kinds
        kryo.register(AgentState.class);
        kryo.register(RoundResult.class);
        kryo.register(Divergence.class);
        kryo.register(AgentReport.class);
        kryo.register(EvaluationSums.class);
        kryo.register(GradientProbe.Answer.class);
        kryo.register(Place.class);
        kryo.register(PlacedResult.class);
    }

    private static Serializer<?> recordSerializer(Kryo kryo, Class<?> type) {
        return new RecordSerializer<>(type.asSubclass(Record.class));
    }
}
