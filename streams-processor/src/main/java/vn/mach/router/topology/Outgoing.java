package vn.mach.router.topology;

import org.jspecify.annotations.Nullable;

/** A value on its way to a sink, with the topic and partition it must go to. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outgoing(String topic, int partition, byte @Nullable [] value) {}
