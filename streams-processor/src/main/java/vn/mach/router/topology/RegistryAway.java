package vn.mach.router.topology;

/** More records wait for the schema registry than there is room for. The dataset stops until it answers. */
public final class RegistryAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RegistryAway(int waiting) {
        super("the schema registry does not answer and " + waiting + " records of a partition wait for it: check it");
    }
}
