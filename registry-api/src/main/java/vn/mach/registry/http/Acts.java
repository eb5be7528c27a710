package vn.mach.registry.http;

import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/**
 * Does what a caller asks for in one transaction, and under one {@code Idempotency-Key} once. The key is kept in the transaction
 * of the act: either both are there, or neither.
 */
public final class Acts {
    private static final Duration KEPT = Duration.ofHours(24);

    /** A transaction: all of it, or nothing. */
    public interface Transactions {
        <T> T write(Function<Handle, T> act);
    }

    private final Transactions database;
    private final Clock clock;

    public Acts(Transactions database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The act's answer, with nothing to follow. */
    public void once(Context ctx, Function<Act, Answer> act) {
        once(ctx, act, UnaryOperator.identity());
    }

    /**
     * Sends the answer; for a key that was used within a day, the first one again. A refused act leaves no trace and may be
     * tried again under its key.
     *
     * @param afterwards what is to be true outside the database before the answer is given. It may run again when a process
     *     ended before it did, or when it refused.
     */
    public void once(Context ctx, Function<Act, Answer> act, UnaryOperator<Answer> afterwards) {
        var caller = Caller.of(ctx);
        var ifMatch = ctx.header("If-Match");
        var key = IdempotencyKey.of(ctx, caller);
        if (key == null) {
            afterwards
                    .apply(database.write(tx -> done(act, new Act(tx, caller, ifMatch))))
                    .send(ctx);
            return;
        }
        var kept = database.write(tx -> {
            IdempotencyStore.forget(tx, key, clock.instant().minus(KEPT));
            if (!IdempotencyStore.claim(tx, key, clock.instant())) {
                return IdempotencyStore.answered(tx, key);
            }
            var first = done(act, new Act(tx, caller, ifMatch));
            IdempotencyStore.keep(tx, key, first, false);
            return new IdempotencyStore.Kept(first, false, true);
        });
        var answer = kept.last() ? kept.answer() : afterwards.apply(kept.answer());
        if (!kept.last()) {
            database.write(tx -> IdempotencyStore.keep(tx, key, answer, true));
        }
        if (!kept.now()) {
            ctx.header("Idempotency-Replayed", "true");
        }
        answer.send(ctx);
    }

    private static Answer done(Function<Act, Answer> act, Act by) {
        var answer = act.apply(by);
        by.requireCompared();
        return answer;
    }
}
