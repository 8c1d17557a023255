package org.sce2tm.stats;

/**
 * MT19937 (Matsumoto and Nishimura 1998), seeded with one number as std::mt19937 and igraph do (igraph takes 0 as
 * 4357). The generator of Apache Commons RNG seeds by an array and so gives another stream. Whole numbers are drawn by
 * the rule of the peer whose stream is wanted: {@link #below} by igraph's, {@link #remainder} by fgsea's.
 */
public final class MersenneTwister {
    private static final int SIZE = 624;
    private static final int SHIFT = 397;
    private static final long LOW = 0xffffffffL;

    private final int[] state = new int[SIZE];
    private int used = SIZE;

    /** Starts the stream of a seed, of which the lowest 32 bits count. */
    public MersenneTwister(long seed) {
        state[0] = (int) (seed == 0 ? 4357 : seed);
        for (int i = 1; i < SIZE; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /** 32 random bits. */
    public int nextBits() {
        if (used == SIZE) {
            for (int i = 0; i < SIZE; i++) {
                int bits = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
                state[i] = state[(i + SHIFT) % SIZE] ^ (bits >>> 1) ^ ((bits & 1) == 0 ? 0 : 0x9908b0df);
            }
            used = 0;
        }
        int y = state[used++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    /**
     * A whole number of 0..bound-1, each equally likely, by multiplication with rejection (Lemire 2019), igraph's rule
     * from version 0.10; a bound of 1 draws nothing.
     */
    public int below(int bound) {
        if (bound == 1) {
            return 0;
        }
        long rejected = (1L << 32) % bound;
        long product = (nextBits() & LOW) * bound;
        while ((product & LOW) < rejected) {
            product = (nextBits() & LOW) * bound;
        }
        return (int) (product >>> 32);
    }

    /** A whole number of 0..bound-1, each equally likely, as the remainder of 32 bits below a multiple of the bound. */
    public int remainder(int bound) {
        long multiple = LOW - LOW % bound;
        long drawn = nextBits() & LOW;
        while (drawn >= multiple) {
            drawn = nextBits() & LOW;
        }
        return (int) (drawn % bound);
    }
}
