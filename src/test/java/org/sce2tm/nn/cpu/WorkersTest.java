package org.sce2tm.nn.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkersTest {
    @ParameterizedTest
    @CsvSource({"1, 100, 1", "2, 100, 1", "2, 101, 16", "3, 7, 4", "8, 5, 1", "4, 3, 8", "2, 1, 1", "3, 0, 1"})
    void everyElementIsVisitedOnceByAtMostAsManyPartsAsThreads(int threads, int n, int grain) {
        try (Workers workers = new Workers(threads)) {
            for (int repeat = 0; repeat < 200; repeat++) {
                AtomicIntegerArray visits = new AtomicIntegerArray(n);
                Set<Integer> starts = ConcurrentHashMap.newKeySet();
                workers.split(n, grain, (from, to) -> {
                    starts.add(from);
                    for (int i = from; i < to; i++) {
                        visits.incrementAndGet(i);
                    }
                });
                for (int i = 0; i < n; i++) {
                    assertThat(visits.get(i)).as("visits of %d", i).isEqualTo(1);
                }
                assertThat(starts).allMatch(start -> start % grain == 0).hasSizeLessThanOrEqualTo(threads);
            }
        }
    }

    @Test
    void aSplitWithinASplitIsDoneByTheThreadThatAsks() {
        try (Workers workers = new Workers(2)) {
            AtomicIntegerArray visits = new AtomicIntegerArray(64);
            workers.split(8, 1, (from, to) -> {
                for (int row = from; row < to; row++) {
                    int start = row * 8;
                    workers.split(8, 1, (a, b) -> {
                        for (int i = a; i < b; i++) {
                            visits.incrementAndGet(start + i);
                        }
                    });
                }
            });
            for (int i = 0; i < visits.length(); i++) {
                assertThat(visits.get(i)).isEqualTo(1);
            }
        }
    }

    @Test
    void aFailureOfAHelperReachesTheCallerAndNotTheNextSplit() {
        try (Workers workers = new Workers(2)) {
            assertThatThrownBy(() -> workers.split(2, 1, (from, to) -> {
                        if (from == 1) {
                            throw new ArithmeticException("helper");
                        }
                    }))
                    .hasRootCauseMessage("helper");
            assertThatThrownBy(() -> workers.split(2, 1, (from, to) -> {
                        throw new ArithmeticException("part " + from);
                    }))
                    .hasMessage("part 0");
            AtomicIntegerArray visits = new AtomicIntegerArray(2);
            workers.split(2, 1, (from, to) -> visits.incrementAndGet(from));
            assertThat(visits.get(0) + visits.get(1)).isEqualTo(2);
        }
    }

    @Test
    void aSleepingHelperWakesForTheNextSplit() throws InterruptedException {
        try (Workers workers = new Workers(2)) {
            Set<String> threads = ConcurrentHashMap.newKeySet();
            for (int repeat = 0; repeat < 5; repeat++) {
                Thread.sleep(20); // far beyond the time for which a helper looks before it sleeps
                threads.clear();
                workers.split(
                        2, 1, (from, to) -> threads.add(Thread.currentThread().getName()));
                assertThat(threads).hasSize(2);
            }
        }
    }
}
