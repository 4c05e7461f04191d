package org.quorumsgd.agent;

/**
 * The memory where an agent's vectors are while it computes. A state comes from host memory and what a round makes of it leaves to host
 * memory, so whatever keeps, sends or asks agents knows host memory alone. Used by one thread at a time.
 */
public interface Residence {
    /** Host memory itself: nothing moves. */
    Residence HOST = new Residence() {
        @Override
        public AgentState arrive(AgentState state) {
            return state;
        }

        @Override
        public AgentState leave(AgentState next) {
            return next;
        }

        @Override
        public long crossedBytes() {
            return 0;
        }
    };

    /**
     * The state with vectors of this memory; nothing is copied if it is the very state that left last. It stays the residence's,
     * which frees it when another state arrives or leaves; not to be written to.
     */
    AgentState arrive(AgentState state);

    /**
     * The state with vectors of host memory; a vector that it shares with the one that arrived is not copied.
     *
     * @param next with vectors of this memory, which are the residence's from now on
     */
    AgentState leave(AgentState next);

    /** Bytes that have crossed between this memory and the host's for the agent's rounds since this was last asked. */
    long crossedBytes();
}
