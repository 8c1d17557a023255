package org.sce2tm.gsea;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The shuffles that GSEApy 1.1.4 draws (its compute core is built with the Rust crate rand 0.8.5): one list, made from
 * 0, 1, 2, ... by shuffling the same array again and again, so that a seed and a number of genes give the same list for
 * every ranking and every gene set. The generator is xoshiro256++.
 */
final class Permutations {
    private Permutations() {}

    /**
     * Draws the list.
     *
     * @param n number of genes
     * @param count number of permutations
     * @param seed any number
     * @return for each permutation p and new rank j the old rank of the gene that p puts there; count x n
     */
    static int[][] of(int n, int count, long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(expand(seed));
        int[] current = new int[n];
        for (int i = 0; i < n; i++) {
            current[i] = i;
        }
        int[][] list = new int[count][];
        for (int p = 0; p < count; p++) {
            for (int i = n - 1; i >= 1; i--) {
                int j = below(random, i + 1);
                int swapped = current[i];
                current[i] = current[j];
                current[j] = swapped;
            }
            list[p] = current.clone();
        }
        return list;
    }

    /** rand_core's default expansion of a 64-bit seed: eight outputs of a PCG32, the first in the lowest bits. */
    private static long[] expand(long seed) {
        long state = seed;
        long[] words = new long[4];
        for (int i = 0; i < 8; i++) {
            state = state * 6364136223846793005L + 0xa17654e46fbe17f3L;
            int shifted = (int) (((state >>> 18) ^ state) >>> 27);
            int word = Integer.rotateRight(shifted, (int) (state >>> 59));
            words[i / 2] |= (word & 0xffffffffL) << (i % 2 * 32);
        }
        return words;
    }

    /** A uniform number below a bound, as rand 0.8.5 draws it: widening multiplication, rejection of the uneven rest. */
    private static int below(UniformRandomProvider random, int bound) {
        long zone = ((long) bound << Integer.numberOfLeadingZeros(bound)) - 1;
        while (true) {
            long product = (random.nextLong() >>> 32) * bound;
            if ((product & 0xffffffffL) <= zone) {
                return (int) (product >>> 32);
            }
        }
    }
}
