package org.sce2tm.nn.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Splits ranges over a fixed number of threads, the caller among them. The split depends on the range and the number of
 * threads alone, so that results repeat bit for bit.
 */
final class Workers implements AutoCloseable {
    /** Does the part {@code [from, to)} of a range. */
    interface Part {
        void run(int from, int to);
    }

    private final int threads;
    private final ExecutorService helpers;

    Workers(int threads) {
        this.threads = threads;
        this.helpers = Executors.newFixedThreadPool(Math.max(1, threads - 1), task -> {
            Thread thread = new Thread(task, "sce2tm-kernels");
            thread.setDaemon(true);
            return thread;
        });
    }

    int threads() {
        return threads;
    }

    /** Splits {@code [0, n)} into parts of whole multiples of {@code grain}. */
    void split(int n, int grain, Part part) {
        int grains = (n + grain - 1) / grain;
        int parts = Math.min(threads, grains);
        if (parts <= 1) {
            part.run(0, n);
            return;
        }
        List<Future<?>> others = new ArrayList<>();
        for (int p = 1; p < parts; p++) {
            int from = bound(grains, parts, p, grain);
            int to = Math.min(n, bound(grains, parts, p + 1, grain));
            others.add(helpers.submit(() -> part.run(from, to)));
        }
        part.run(0, Math.min(n, bound(grains, parts, 1, grain)));
        for (Future<?> other : others) {
            try {
                other.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private static int bound(int grains, int parts, int p, int grain) {
        return (int) ((long) grains * p / parts) * grain;
    }

    @Override
    public void close() {
        helpers.shutdownNow();
    }
}
