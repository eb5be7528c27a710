package vn.mach.registry.grants;

/** Makes an ended grant true in Kafka. */
@FunctionalInterface
public interface Enforcement {
    /**
     * Returns when the gate of a sealed view is acknowledged closed and the ACLs are gone; then the grant is finished.
     * Refuses as unavailable when that cannot be confirmed in time; the reconciler goes on with it.
     */
    GateProof enforce(Grant grant);
}
