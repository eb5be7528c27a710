package vn.mach.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    @Test
    void who_asks_waits_for_a_run_that_started_after() throws Exception {
        var runs = new AtomicInteger();
        var inFirst = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var reconciler = new Reconciler(() -> {
            if (runs.incrementAndGet() == 1) {
                inFirst.countDown();
                await(goOn);
            }
            return List.of();
        })) {
            reconciler.start();
            reconciler.request();
            inFirst.await(5, TimeUnit.SECONDS);
            var asked = CompletableFuture.supplyAsync(reconciler::settle);
            goOn.countDown();

            assertThat(asked.get(5, TimeUnit.SECONDS)).isTrue();
            assertThat(runs).hasValue(2);
        }
    }

    @Test
    void a_run_with_problems_is_not_settled_and_says_them() {
        try (var reconciler = new Reconciler(() -> List.of("topic x: no"))) {
            reconciler.start();

            assertThat(reconciler.settle()).isFalse();
            assertThat(reconciler.problems()).containsExactly("topic x: no");
        }
    }

    @Test
    void a_run_that_throws_is_a_problem_and_the_next_one_runs() {
        var runs = new AtomicInteger();
        try (var reconciler = new Reconciler(() -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
            }
            return List.of();
        })) {
            reconciler.start();

            assertThat(reconciler.settle()).isFalse();
            assertThat(reconciler.settle()).isTrue();
        }
    }

    @Test
    void a_run_that_memory_was_too_small_for_does_not_end_the_reconciler() {
        var runs = new AtomicInteger();
        try (var reconciler = new Reconciler(() -> {
            if (runs.incrementAndGet() == 1) {
                throw new OutOfMemoryError("once");
            }
            return List.of();
        })) {
            reconciler.start();

            assertThat(reconciler.settle()).isFalse();
            assertThat(reconciler.settle()).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
