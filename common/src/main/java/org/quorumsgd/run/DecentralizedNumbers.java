package org.quorumsgd.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What a checkpoint of agents without a server has beside that of any run.
 *
 * @param agents in agent order
 * @param parcels that are under way or wait to be collected, each once; the vector of the i-th is {@code parcel-0000i.npy}
 * @param underWay in the order in which they will arrive
 * @param inboxes of the agents, in agent order: indices of parcels, in order of arrival
 * @param known [agent][origin]: parcels of that origin that have come to the agent
 * @param carried [from][to]: parcels that the link has been given
 */
@JsonPropertyOrder({"agents", "parcels", "under_way", "inboxes", "known", "carried"})
public record DecentralizedNumbers(
        @JsonProperty(value = "agents", required = true) List<Agent> agents,
        @JsonProperty(value = "parcels", required = true) List<Parcel> parcels,

        @JsonProperty(value = "under_way", required = true) List<Delivery> underWay,

        @JsonProperty(value = "inboxes", required = true) List<List<Integer>> inboxes,
        @JsonProperty(value = "known", required = true) List<List<Long>> known,
        @JsonProperty(value = "carried", required = true) List<List<Long>> carried) {

    /**
     * An agent and its last step.
     *
     * @param step local steps done
     * @param contained [origin]: gradients of that origin in its model
     * @param summed its gradients since its last broadcast
     * @param atWork whether it has begun its next work
     * @param due when that ends
     * @param lastStaleness of its last gradient
     * @param seconds that this took to compute
     */
    @JsonPropertyOrder({
        "step",
        "contained",
        "summed",
        "at_work",
        "due",
        "last_staleness",
        "train_loss",
        "gradient_norm",
        "update_norm",
        "seconds"
    })
    public record Agent(
            @JsonProperty(value = "step", required = true) long step,

            @JsonProperty(value = "contained", required = true)
            List<Long> contained,

            @JsonProperty(value = "summed", required = true) int summed,

            @JsonProperty(value = "at_work", required = true)
            boolean atWork,

            @JsonProperty(value = "due", required = true) double due,

            @JsonProperty(value = "last_staleness", required = true)
            int lastStaleness,

            @JsonProperty(value = "train_loss", required = true)
            double trainLoss,

            @JsonProperty(value = "gradient_norm", required = true)
            double gradientNorm,

            @JsonProperty(value = "update_norm", required = true)
            double updateNorm,

            @JsonProperty(value = "seconds", required = true)
            double seconds) {
        public Agent {
            contained = List.copyOf(contained);
        }
    }

    /**
     * What an agent has broadcast.
     *
     * @param number of its parcels before this one
     * @param gradients how many are in the sum
     */
    @JsonPropertyOrder({"origin", "number", "gradients"})
    public record Parcel(
            @JsonProperty(value = "origin", required = true) int origin,
            @JsonProperty(value = "number", required = true) long number,

            @JsonProperty(value = "gradients", required = true)
            int gradients) {}

    /**
     * A parcel on a link.
     *
     * @param time when it arrives
     * @param order how many deliveries set out before this one
     * @param parcel its index
     */
    @JsonPropertyOrder({"time", "order", "from", "to", "parcel"})
    public record Delivery(
            @JsonProperty(value = "time", required = true) double time,
            @JsonProperty(value = "order", required = true) long order,
            @JsonProperty(value = "from", required = true) int from,
            @JsonProperty(value = "to", required = true) int to,
            @JsonProperty(value = "parcel", required = true) int parcel) {}

    public DecentralizedNumbers {
        agents = List.copyOf(agents);
        parcels = List.copyOf(parcels);
        underWay = List.copyOf(underWay);
        inboxes = inboxes.stream().map(List::copyOf).toList();
        known = known.stream().map(List::copyOf).toList();
        carried = carried.stream().map(List::copyOf).toList();
    }
}
