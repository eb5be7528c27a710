package vn.mach.registry.declaration;

/** What a declaration says of one object. */
interface Declared {
    /** Unique among its kind. */
    String id();
}
