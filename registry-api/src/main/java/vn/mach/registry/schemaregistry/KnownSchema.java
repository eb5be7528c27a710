package vn.mach.registry.schemaregistry;

/** What the schema registry answered for one version of a subject. */
record KnownSchema(String subject, int version, int id, String schema) {}
