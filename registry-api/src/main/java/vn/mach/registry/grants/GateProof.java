package vn.mach.registry.grants;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the router acknowledged: the last source position of each partition that a sealed view's subscriber can have; a
 * partition that has taken nothing in is absent.
 *
 * @param closed false for a shared view, which has other subscribers and stays open
 */
public record GateProof(boolean closed, Map<Integer, String> positions) {
    /** Of a view whose gate is not part of the promise. */
    public static final GateProof NO_GATE = new GateProof(false, Map.of());

    public GateProof {
        positions = Map.copyOf(positions);
    }

    Map<Integer, String> sorted() {
        return new TreeMap<>(positions);
    }
}
