package vn.mach.registry.accounts;

import java.util.Map;

/**
 * How much of the cluster an account may use; beyond that brokers let it wait.
 *
 * @param producerByteRate bytes a second written, on each broker
 * @param consumerByteRate bytes a second read, on each broker
 * @param requestPercentage of one thread's time on each broker: 200 is two threads
 */
public record Quota(long producerByteRate, long consumerByteRate, double requestPercentage) {
    /** Enough to read a large view at the speed of a laptop's disk; an account writes nothing but its offsets. */
    static final Quota DEFAULT = new Quota(1024 * 1024, 50L * 1024 * 1024, 200);

    /** In Kafka's words. */
    public Map<String, Double> settings() {
        return Map.of(
                "producer_byte_rate", (double) producerByteRate,
                "consumer_byte_rate", (double) consumerByteRate,
                "request_percentage", requestPercentage);
    }
}
