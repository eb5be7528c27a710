package vn.mach.agent.publish;

import java.time.Duration;
import java.util.function.Function;

/**
 * Where an agent publishes.
 *
 * @param offsets where its offset is kept
 * @param sinks opens its writer with a limit to the length of its transactions
 * @param gaps how gaps are told
 * @param published what it has published
 * @param held where changes of held tables wait
 */
public record Destination(
        OffsetLog offsets,
        Function<Duration, TransactionalSink> sinks,
        GapRecords gaps,
        PublishedLog published,
        HeldLog held) {}
