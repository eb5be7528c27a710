package vn.mach.registry.kafka;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The one place that waits on Kafka's futures: unwraps, restores the interrupt, names the act that failed. */
public final class KafkaAct {
    private static final long PATIENCE_SECONDS = 5;
    private static final long PAUSE_MILLIS = 3;

    private KafkaAct() {}

    /** The result, or {@link KafkaFailure} with the act's name. */
    public static <T> T await(String act, Future<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new KafkaFailure(act, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new KafkaFailure(act, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaFailure(act, e);
        }
    }

    /** Asks again and again, a few milliseconds apart: an acknowledged act reaches the brokers a moment later. */
    public static void until(String act, BooleanSupplier seen) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!seen.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new KafkaFailure(act, new TimeoutException("not seen in time"));
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaFailure(act, e);
            }
        }
    }
}
