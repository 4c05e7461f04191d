package org.quorumsgd.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.util.kvstore.KVStore;
import org.apache.spark.util.kvstore.KVStoreIterator;
import org.apache.spark.util.kvstore.KVStoreView;

/** Reads runs and their rounds out of Spark's store, in memory or on disk. */
record RunReader(KVStore store) {
    List<RunRow> runs() {
        return read(RunRow.class, "order", view -> view);
    }

    Optional<RunRow> run(String id) {
        try {
            return Optional.of(store.read(RunRow.class, id));
        } catch (NoSuchElementException e) {
            return Optional.empty();
        } catch (Exception e) { // KVStore declares no narrower one
            throw new IllegalStateException(e);
        }
    }

    /** The kept rounds of a run between two rounds, both included. */
    List<RoundRow> rounds(String id, long from, long to) {
        return read(
                RoundRow.class,
                "__main__",
                view -> view.parent(id).first(RoundRow.key(id, from)).last(RoundRow.key(id, to)));
    }

    private interface Narrowing<T> {
        KVStoreView<T> narrow(KVStoreView<T> view);
    }

    private <T> List<T> read(Class<T> type, String index, Narrowing<T> narrowing) {
        List<T> rows = new ArrayList<>();
        try (KVStoreIterator<T> iterator =
                narrowing.narrow(store.view(type).index(index)).closeableIterator()) {
            iterator.forEachRemaining(rows::add);
        } catch (Exception e) { // KVStore declares no narrower one
            throw new IllegalStateException(e);
        }
        return rows;
    }
}
