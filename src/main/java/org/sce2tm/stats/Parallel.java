package org.sce2tm.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Splits a range of rows into blocks over a number of threads. Who computes which block is left to chance, so a task
 * must write only what belongs to its own rows; then the outcome is the same for any number of threads.
 */
public final class Parallel {
    /** Work on the rows {@code [from, to)}. */
    @FunctionalInterface
    public interface Block {
        void run(int from, int to);
    }

    private Parallel() {}

    /**
     * Runs the task over {@code [0, size)} in blocks and waits for all of them.
     *
     * @param size number of rows, at least 0
     * @param blockSize rows a block, at least 1; the last may be shorter
     * @param threads at least 1; with 1 everything runs in the caller's thread
     * @throws RuntimeException or Error as the first failing task threw it
     */
    public static void blocks(int size, int blockSize, int threads, Block task) {
        if (blockSize < 1 || threads < 1) {
            throw new IllegalArgumentException("blocks of " + blockSize + " on " + threads + " threads");
        }
        int blocks = (int) (((long) size + blockSize - 1) / blockSize);
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> {
            for (int block = next.getAndIncrement(); block < blocks; block = next.getAndIncrement()) {
                int from = block * blockSize;
                task.run(from, (int) Math.min(size, (long) from + blockSize));
            }
        };
        int workers = Math.min(threads, blocks);
        if (workers <= 1) {
            worker.run();
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                running.add(pool.submit(worker));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
