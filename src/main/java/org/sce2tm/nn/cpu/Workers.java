package org.sce2tm.nn.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Splits ranges over a fixed number of threads, the caller among them. The split depends on the range and the number of
 * threads alone, so that results repeat bit for bit. A step has hundreds of splits of some ten microseconds, so helpers
 * wait for the next one awake for a while before they sleep.
 */
final class Workers implements AutoCloseable {
    /** Does the part {@code [from, to)} of a range. */
    interface Part {
        void run(int from, int to);
    }

    /** How often a waiting thread looks before it sleeps or gives way: some 100 microseconds. */
    private static final int LOOKS = 4000;

    private final int threads;
    private final int looks;
    private final Helper[] helpers;
    private final AtomicInteger unfinished = new AtomicInteger();
    private volatile Throwable failure;
    private volatile boolean closed;
    private Part part;
    private int n;
    private int grain;
    private int parts;
    private boolean busy;

    Workers(int threads) {
        this.threads = threads;
        // with fewer processors than threads, a thread that looks takes the place of one that works
        this.looks = threads <= Runtime.getRuntime().availableProcessors() ? LOOKS : 1;
        this.helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(i + 1);
            helpers[i].start();
        }
    }

    int threads() {
        return threads;
    }

    /** Splits {@code [0, n)} into parts of whole multiples of {@code grain}. */
    void split(int n, int grain, Part part) {
        int grains = (n + grain - 1) / grain;
        int parts = Math.min(threads, grains);
        if (parts <= 1 || busy) {
            part.run(0, n);
            return;
        }
        busy = true;
        this.part = part;
        this.n = n;
        this.grain = grain;
        this.parts = parts;
        failure = null; // a helper's, had the caller's own part thrown as well
        unfinished.set(parts - 1);
        for (int p = 1; p < parts; p++) {
            helpers[p - 1].begin();
        }
        try {
            part.run(0, bound(1));
        } finally {
            await();
            busy = false;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    /** Runs 0 to n - 1, each once: a thread's share, where the caller makes as many as there are threads. */
    void each(int n, IntConsumer run) {
        split(n, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                run.accept(i);
            }
        });
    }

    @SuppressWarnings("ThreadPriorityCheck") // results do not rely on it: it only frees a processor that others need
    private void await() {
        for (int look = 0; unfinished.get() > 0; look++) {
            if (look < looks) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    private int bound(int p) {
        int grains = (n + grain - 1) / grain;
        return Math.min(n, (int) ((long) grains * p / parts) * grain);
    }

    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    /** Does part {@code index} of every split that has so many. */
    private final class Helper extends Thread {
        private final int index;
        private volatile int begun;
        private volatile boolean asleep;

        Helper(int index) {
            super("sce2tm-kernels");
            this.index = index;
            setDaemon(true);
        }

        /** Called by the splitting thread; what it wrote before is seen by the part. */
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
        void begin() {
            begun++;
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            int done = 0;
            while (!closed) {
                for (int look = 0; begun == done && look < looks; look++) {
                    Thread.onSpinWait();
                }
                if (begun == done) {
                    asleep = true;
                    while (begun == done && !closed) {
                        LockSupport.park(Workers.this);
                    }
                    asleep = false;
                }
                if (begun != done) {
                    done++;
                    work();
                }
            }
        }

        private void work() {
            try {
                part.run(bound(index), bound(index + 1));
            } catch (Throwable e) { // handed to the thread that split
                failure = e;
            } finally {
                unfinished.decrementAndGet();
            }
        }
    }
}
