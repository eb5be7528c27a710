package vn.mach.registry.access;

/**
 * Something in Kafka that nobody decided here, and that is not the registry's to change.
 *
 * @param kind a stable code
 * @param subject the principal, user or topic it is about
 * @param detail in words
 */
record Drift(String kind, String subject, String detail) {}
