package org.sce2tm.graph;

/**
 * MT19937 (Matsumoto and Nishimura 1998) as igraph draws from it: seeded with one number (0 means 4357), whole numbers
 * by multiplication with rejection (Lemire 2019), which is igraph's rule from version 0.10. The generator of Apache
 * Commons RNG seeds by an array and so gives another stream.
 */
final class MersenneTwister {
    private static final int SIZE = 624;
    private static final int SHIFT = 397;
    private static final long LOW = 0xffffffffL;

    private final int[] state = new int[SIZE];
    private int used = SIZE;

    MersenneTwister(long seed) {
        state[0] = (int) (seed == 0 ? 4357 : seed);
        for (int i = 1; i < SIZE; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /** 32 random bits. */
    int nextBits() {
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

    /** A whole number of 0..bound-1, each equally likely; a bound of 1 draws nothing. */
    int below(int bound) {
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
}
