package org.quorumsgd.files;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.Place;
import org.quorumsgd.decentralized.DecentralizedState;
import org.quorumsgd.decentralized.Delivery;
import org.quorumsgd.decentralized.NetworkState;
import org.quorumsgd.decentralized.Parcel;
import org.quorumsgd.decentralized.Replica;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.run.CheckpointState;
import org.quorumsgd.run.DecentralizedNumbers;
import org.quorumsgd.vector.Vector;

/**
 * A {@link DecentralizedState} as a checkpoint has it: numbers in {@code state.json}, and vectors. An agent has four: position, velocity
 * and statistics of its model, and the sum of its gradients since the last broadcast. A parcel has one, on however many links it is.
 */
final class DecentralizedStateFormat {
    private static final String AVERAGE = "average.npy";
    private static final Place NOWHERE = new Place("", "", "");
    private static final Comparator<Parcel> BY_ORIGIN =
            Comparator.comparingInt(Parcel::origin).thenComparingLong(Parcel::number);

    private DecentralizedStateFormat() {}

    static Map<String, Vector> vectors(DecentralizedState state) {
        Map<String, Vector> vectors = new TreeMap<>();
        vectors.put(AVERAGE, state.average().vector());
        for (DecentralizedState.Peer peer : state.agents()) {
            Replica replica = peer.replica();
            int agent = replica.report().agent();
            vectors.put(name(agent, "position"), replica.report().positionVector());
            vectors.put(name(agent, "velocity"), replica.velocity());
            vectors.put(name(agent, "statistics"), replica.report().model().statistics());
            vectors.put(name(agent, "sum"), replica.sum());
        }
        List<Parcel> parcels = parcels(state.network());
        for (int i = 0; i < parcels.size(); i++) {
            vectors.put(name(i), parcels.get(i).sum());
        }
        return vectors;
    }

    /** Each once. */
    private static List<Parcel> parcels(NetworkState network) {
        return List.copyOf(Stream.concat(
                        network.underWay().stream().map(Delivery::parcel),
                        network.inboxes().stream().flatMap(List::stream))
                .collect(Collectors.toCollection(() -> new TreeSet<>(BY_ORIGIN))));
    }

    static CheckpointState write(
            DecentralizedState state,
            long steps,
            String experimentSha256,
            Map<String, String> vectors,
            Map<String, String> rows) {
        return new CheckpointState(
                state.rounds(),
                steps,
                state.agents().size(),
                state.average().count(),
                List.of(),
                0,
                List.of(),
                experimentSha256,
                vectors,
                rows,
                null,
                numbers(state));
    }

    private static DecentralizedNumbers numbers(DecentralizedState state) {
        NetworkState network = state.network();
        List<Parcel> parcels = parcels(network);
        return new DecentralizedNumbers(
                state.agents().stream().map(DecentralizedStateFormat::numbers).toList(),
                parcels.stream()
                        .map(each -> new DecentralizedNumbers.Parcel(each.origin(), each.number(), each.gradients()))
                        .toList(),
                network.underWay().stream()
                        .map(each -> new DecentralizedNumbers.Delivery(
                                each.time(), each.order(), each.from(), each.to(), index(each.parcel(), parcels)))
                        .toList(),
                network.inboxes().stream()
                        .map(inbox -> inbox.stream()
                                .map(parcel -> index(parcel, parcels))
                                .toList())
                        .toList(),
                network.known(),
                network.carried());
    }

    private static int index(Parcel parcel, List<Parcel> parcels) {
        return Collections.binarySearch(parcels, parcel, BY_ORIGIN);
    }

    private static DecentralizedNumbers.Agent numbers(DecentralizedState.Peer peer) {
        Replica replica = peer.replica();
        return new DecentralizedNumbers.Agent(
                replica.step(),
                replica.contained(),
                replica.summed(),
                peer.atWork(),
                peer.due(),
                replica.lastStaleness(),
                replica.report().trainLoss(),
                replica.report().gradientNorm(),
                replica.report().updateNorm(),
                replica.report().seconds());
    }

    /** @param vectors by the names of their files */
    static DecentralizedState read(
            CheckpointState state, DecentralizedNumbers numbers, Function<String, Vector> vectors) {
        check(state, numbers);
        List<DecentralizedState.Peer> peers = new ArrayList<>();
        for (int agent = 0; agent < numbers.agents().size(); agent++) {
            peers.add(peer(agent, numbers.agents().get(agent), vectors));
        }
        List<Parcel> parcels = new ArrayList<>();
        for (DecentralizedNumbers.Parcel each : numbers.parcels()) {
            Vector sum = vectors.apply(name(parcels.size()));
            parcels.add(new Parcel(each.origin(), each.number(), each.gradients(), sum));
        }
        NetworkState network = new NetworkState(
                numbers.known(),
                numbers.carried(),
                numbers.underWay().stream()
                        .map(each -> new Delivery(
                                each.time(), each.order(), each.from(), each.to(), parcels.get(each.parcel())))
                        .toList(),
                numbers.inboxes().stream()
                        .map(inbox -> inbox.stream().map(parcels::get).toList())
                        .toList());
        Reporting.Average average = new Reporting.Average(vectors.apply(AVERAGE), state.averaged());
        return new DecentralizedState(state.rounds(), average, peers, network);
    }

    private static DecentralizedState.Peer peer(
            int agent, DecentralizedNumbers.Agent its, Function<String, Vector> vectors) {
        AgentReport report = new AgentReport(
                agent,
                vectors.apply(name(agent, "position")).hostValues(),
                new float[0],
                vectors.apply(name(agent, "statistics")).hostValues(),
                its.trainLoss(),
                its.gradientNorm(),
                its.updateNorm(),
                null,
                its.seconds(),
                NOWHERE,
                0,
                0);
        Replica replica = new Replica(
                report,
                vectors.apply(name(agent, "velocity")),
                its.step(),
                its.contained(),
                its.lastStaleness(),
                vectors.apply(name(agent, "sum")),
                its.summed());
        return new DecentralizedState.Peer(replica, its.atWork(), its.due());
    }

    private static void check(CheckpointState state, DecentralizedNumbers numbers) {
        int agents = numbers.agents().size();
        StateChecks.common(state, agents);
        for (int agent = 0; agent < agents; agent++) {
            DecentralizedNumbers.Agent its = numbers.agents().get(agent);
            String of = " of agent " + agent;
            StateChecks.count("step" + of, its.step());
            StateChecks.size("contained" + of, its.contained(), agents);
            its.contained().forEach(count -> StateChecks.count("number in contained" + of, count));
            StateChecks.require(
                    its.contained().get(agent) == its.step(),
                    "contained" + of + " of its own",
                    its.contained().get(agent),
                    "its steps");
            StateChecks.require(
                    its.summed() >= 0 && its.summed() <= its.step(), "summed" + of, its.summed(), "0 to its steps");
            StateChecks.count("last_staleness" + of, its.lastStaleness());
            StateChecks.time("due" + of, its.due());
        }
        square("known", numbers.known(), agents);
        square("carried", numbers.carried(), agents);
        for (DecentralizedNumbers.Parcel parcel : numbers.parcels()) {
            StateChecks.index("origin of a parcel", parcel.origin(), agents);
            StateChecks.count("number of a parcel", parcel.number());
            StateChecks.require(parcel.gradients() >= 1, "gradients of a parcel", parcel.gradients(), "at least 1");
        }
        checkUnderWay(numbers, agents);
        StateChecks.size("inboxes", numbers.inboxes(), agents);
        numbers.inboxes().stream()
                .flatMap(List::stream)
                .forEach(parcel -> StateChecks.index(
                        "parcel of an inbox", parcel, numbers.parcels().size()));
    }

    private static void checkUnderWay(DecentralizedNumbers numbers, int agents) {
        double before = 0;
        for (DecentralizedNumbers.Delivery delivery : numbers.underWay()) {
            StateChecks.time("time in under_way", delivery.time());
            StateChecks.require(
                    delivery.time() >= before, "time in under_way", delivery.time(), "not below the one before it");
            StateChecks.count("order in under_way", delivery.order());
            StateChecks.index("from in under_way", delivery.from(), agents);
            StateChecks.index("to in under_way", delivery.to(), agents);
            StateChecks.index(
                    "parcel in under_way", delivery.parcel(), numbers.parcels().size());
            before = delivery.time();
        }
    }

    private static void square(String what, List<List<Long>> rows, int agents) {
        StateChecks.size(what, rows, agents);
        for (List<Long> row : rows) {
            StateChecks.size("a row of " + what, row, agents);
            row.forEach(count -> StateChecks.count("number in " + what, count));
        }
    }

    private static String name(int agent, String what) {
        return String.format(Locale.ROOT, "agent-%05d-%s.npy", agent, what);
    }

    private static String name(int parcel) {
        return String.format(Locale.ROOT, "parcel-%05d.npy", parcel);
    }
}
