package org.sce2tm.gsea;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.sce2tm.stats.Harmonic;

/**
 * How rarely a random set of one size reaches a score, by adaptive multilevel splitting (Korotkevich et al. 2021, "Fast
 * gene set enrichment analysis", after the description of fgsea 1.31.6): a sample of Z random sets is cut at its median
 * score, the upper half is doubled and shaken by exchanges of single genes that keep every score above the cut, and so
 * on; each level halves the probability. A score here is the highest point of the running sum.
 *
 * <p>An exchange is decided without walking along the whole set: most often the place where the sum was last seen above
 * the cut still is; otherwise the ranks are searched chunk by chunk, and a chunk is entered only if all its weight
 * gained at its beginning would lift the sum above the cut.
 */
final class LevelSplitting {
    /** Scores closer than this count as equal; sums of weights drift by less between two fresh summations. */
    static final double TIE = 1e-10;

    /** A set's weight may shrink by this factor before its sums are taken afresh. */
    private static final double CANCELLATION = 1e-2;

    /** Sums are taken afresh after as many exchanges a member. */
    private static final int REFRESH = 4;

    /** Chunks per square root of the size; the fastest of those tried. */
    private static final double CHUNKS = 1.5;

    private static final long LOW = 0xffffffffL;

    private final double[] weights;
    private final int size;
    private final double miss;
    private final boolean countPositive;
    private final UniformRandomProvider random;
    private final Sample[] samples;
    private final int words;
    private final int half;
    private int[] chunkOfWord = {};
    private int[] firstWord = {};
    /** The scores at which the samples were cut and those below, ascending; per level the lower half. */
    private double[] ruler = {};
    /** Per score of the ruler the samples not below it whose score of either sign is above 0. */
    private int[] positive = {};

    /**
     * Prepares the levels.
     *
     * @param weights by rank, at least 0
     * @param size members of a set, at least 1 and fewer than the ranks
     * @param sampleSize Z, odd, at least 3
     * @param countPositive whether sets whose lowest point is farther from 0 than their highest do not count as reaching
     *     a score (the score is of type STD)
     */
    LevelSplitting(double[] weights, int size, int sampleSize, boolean countPositive, UniformRandomProvider random) {
        this.weights = weights;
        this.size = size;
        this.miss = 1.0 / (weights.length - size);
        this.countPositive = countPositive;
        this.random = random;
        this.words = (weights.length + 63) / 64;
        this.half = (sampleSize + 1) / 2;
        this.samples = new Sample[sampleSize];
        int[] pool = IntStream.range(0, weights.length).toArray();
        for (int i = 0; i < sampleSize; i++) {
            samples[i] = new Sample(size, words);
            for (int j = 0; j < size; j++) {
                int chosen = j + random.nextInt(weights.length - j);
                int rank = pool[chosen];
                pool[chosen] = pool[j];
                pool[j] = rank;
                samples[i].members[j] = rank;
                samples[i].bits[rank >>> 6] |= 1L << rank;
            }
        }
    }

    /**
     * What the levels say of a score.
     *
     * @param p probability that a random set reaches it
     * @param reached false where no sample came so far although nothing bade it stop: p is an upper bound
     * @param reliable false where fewer than half of the samples that reach the score have it as their score of either
     *     sign, so that the stated error does not hold
     */
    record Estimate(double p, boolean reached, boolean reliable) {}

    /**
     * Climbs until a score is reached, the probability falls below a limit, or the samples can climb no further.
     *
     * @param score above 0
     * @param smallest probability below which no more is asked
     */
    void climb(double score, double smallest) {
        double bound = Double.NEGATIVE_INFINITY;
        double levels = -Math.log(smallest / 2) / Math.log(2);
        boolean moved = true;
        for (int level = 1; ; level++) {
            for (Sample sample : samples) {
                walk(sample);
            }
            Arrays.sort(samples, Comparator.comparingDouble(sample -> sample.score));
            append();
            double median = samples[half - 1].score;
            if (median >= score - TIE || median <= bound + TIE || level > levels || !moved) {
                return;
            }
            bound = median;
            for (int i = 0; i < half - 1; i++) {
                samples[i].copy(samples[half + i]);
            }
            cutIntoChunks();
            moved = shake(bound + TIE);
        }
    }

    /** The estimate for a score, after {@link #climb}. */
    Estimate estimate(double score, double smallest) {
        int z = samples.length;
        int at = Arrays.binarySearch(ruler, score);
        at = at < 0 ? -at - 1 : at;
        while (at > 0 && ruler[at - 1] >= score - TIE) {
            at--;
        }
        boolean beyond = at == ruler.length;
        int index = Math.min(at, ruler.length - 1);
        int rank = index % half;
        int levels = index / half;
        double log = levels * Harmonic.digammaDifference(half, z + 1) + Harmonic.digammaDifference(z - rank + 1, z + 1);
        double correction = countPositive ? Harmonic.digammaDifference(positive[index] + 1, z - rank + 1) : 0;
        double p = Math.exp(log + correction);
        return new Estimate(p, !beyond || p < smallest, Math.exp(correction) >= 0.5);
    }

    private void append() {
        int old = ruler.length;
        ruler = Arrays.copyOf(ruler, old + half);
        positive = Arrays.copyOf(positive, old + half);
        int count = 0;
        for (int i = samples.length - 1; i >= 0; i--) {
            count += samples[i].positive ? 1 : 0;
            if (i < half) {
                ruler[old + i] = samples[i].score;
                positive[old + i] = count;
            }
        }
    }

    /** Score and sign of a sample by a full walk, which leaves its highest point as the place to look at first. */
    private void walk(Sample sample) {
        double total = 0;
        for (int word = 0; word < words; word++) {
            for (long left = sample.bits[word]; left != 0; left &= left - 1) {
                total += weights[(word << 6) + Long.numberOfTrailingZeros(left)];
            }
        }
        double share = RunningSum.share(total);
        double sum = 0;
        double high = Double.NEGATIVE_INFINITY;
        double low = 0;
        int hits = 0;
        for (int word = 0; word < words; word++) {
            for (long left = sample.bits[word]; left != 0; left &= left - 1) {
                int rank = (word << 6) + Long.numberOfTrailingZeros(left);
                double missed = (rank - hits) * miss;
                low = Math.min(low, sum * share - missed);
                sum += weights[rank];
                hits++;
                double here = sum * share - missed;
                if (here > high) {
                    high = here;
                    sample.witness = rank;
                    sample.witnessWeight = sum;
                    sample.witnessHits = hits;
                }
            }
        }
        sample.score = high;
        sample.positive = high > -low;
    }

    /** Chunks of whole words of ranks with about equally many hits, from where the hits of all samples lie now. */
    private void cutIntoChunks() {
        int[] hits = new int[words];
        for (Sample sample : samples) {
            for (int word = 0; word < words; word++) {
                hits[word] += Long.bitCount(sample.bits[word]);
            }
        }
        int wanted = Math.max(1, (int) Math.round(CHUNKS * Math.sqrt(size)));
        double perChunk = (double) size * samples.length / wanted;
        chunkOfWord = new int[words];
        int[] first = new int[words + 1];
        int chunk = 0;
        double inChunk = 0;
        for (int word = 0; word < words; word++) {
            if (inChunk > 0 && inChunk + hits[word] / 2.0 > perChunk) {
                chunk++;
                first[chunk] = word;
                inChunk = 0;
            }
            inChunk += hits[word];
            chunkOfWord[word] = chunk;
        }
        firstWord = Arrays.copyOf(first, chunk + 2);
        firstWord[chunk + 1] = words;
        for (Sample sample : samples) {
            sample.chunkWeights = new double[chunk + 1];
            sample.chunkHits = new int[chunk + 1];
            refresh(sample);
        }
    }

    /**
     * Exchanges members until as many exchanges as all samples have members were accepted.
     *
     * @return false where the samples cannot move
     */
    private boolean shake(double bound) {
        long wanted = (long) samples.length * size;
        int proposals = Math.max(1, size / 10);
        long patience = 10L * size * weights.length / ((long) proposals * samples.length) + 1;
        long idle = 0;
        for (long accepted = 0; accepted < wanted; ) {
            long before = accepted;
            for (Sample sample : samples) {
                accepted += move(sample, proposals, bound);
            }
            idle = accepted == before ? idle + 1 : 0;
            if (idle > patience) {
                return false;
            }
        }
        return true;
    }

    /** Proposes exchanges to one sample; returns how many kept its score above the bound. */
    private int move(Sample sample, int proposals, double bound) {
        int ranks = weights.length;
        int[] members = sample.members;
        long[] bits = sample.bits;
        double[] chunkWeights = sample.chunkWeights;
        int[] chunkHits = sample.chunkHits;
        if (sample.exchanges >= REFRESH * size) {
            refresh(sample);
        }
        double total = sample.total;
        double largest = sample.largest;
        int accepted = 0;
        for (int i = 0; i < proposals; i++) {
            long draw = random.nextLong();
            // The upper bits of the products are uniform but for one in 2^32 / N.
            int place = (int) (((draw >>> 32) * size) >>> 32);
            int in = (int) (((draw & LOW) * ranks) >>> 32);
            if ((bits[in >>> 6] >>> in & 1) != 0) {
                continue;
            }
            int out = members[place];
            double weightIn = weights[in];
            double weightOut = weights[out];
            double newTotal = total - weightOut + weightIn;
            int chunkIn = chunkOfWord[in >>> 6];
            int chunkOut = chunkOfWord[out >>> 6];
            if (newTotal < CANCELLATION * largest) {
                // What is left of the sums may be rounding errors: sum what is there.
                bits[out >>> 6] ^= 1L << out;
                bits[in >>> 6] ^= 1L << in;
                refresh(sample);
                if (search(sample, RunningSum.share(sample.total), bound)) {
                    members[place] = in;
                    accepted++;
                } else {
                    bits[out >>> 6] ^= 1L << out;
                    bits[in >>> 6] ^= 1L << in;
                    refresh(sample);
                }
                total = sample.total;
                largest = total;
                continue;
            }
            double share = RunningSum.share(newTotal);
            int witness = sample.witness;
            double witnessWeight =
                    sample.witnessWeight + (in <= witness ? weightIn : 0) - (out <= witness ? weightOut : 0);
            int witnessHits = sample.witnessHits + (in <= witness ? 1 : 0) - (out <= witness ? 1 : 0);
            bits[out >>> 6] ^= 1L << out;
            bits[in >>> 6] ^= 1L << in;
            chunkWeights[chunkOut] -= weightOut;
            chunkWeights[chunkIn] += weightIn;
            chunkHits[chunkOut]--;
            chunkHits[chunkIn]++;
            if (witnessWeight * share - (witness + 1 - witnessHits) * miss > bound) {
                sample.witnessWeight = witnessWeight;
                sample.witnessHits = witnessHits;
            } else if (!search(sample, share, bound)) {
                bits[out >>> 6] ^= 1L << out;
                bits[in >>> 6] ^= 1L << in;
                chunkWeights[chunkOut] += weightOut;
                chunkWeights[chunkIn] -= weightIn;
                chunkHits[chunkOut]++;
                chunkHits[chunkIn]--;
                continue;
            }
            members[place] = in;
            total = newTotal;
            largest = Math.max(largest, total);
            accepted++;
        }
        sample.total = total;
        sample.largest = largest;
        sample.exchanges += accepted;
        return accepted;
    }

    /** Sums a sample's weights afresh: all, by chunk, and up to its witness. */
    private void refresh(Sample sample) {
        double total = 0;
        double upToWitness = 0;
        int hitsUpToWitness = 0;
        for (int chunk = 0; chunk < sample.chunkHits.length; chunk++) {
            double sum = 0;
            int hits = 0;
            for (int word = firstWord[chunk]; word < firstWord[chunk + 1]; word++) {
                for (long left = sample.bits[word]; left != 0; left &= left - 1) {
                    int rank = (word << 6) + Long.numberOfTrailingZeros(left);
                    sum += weights[rank];
                    hits++;
                    if (rank <= sample.witness) {
                        upToWitness = total + sum;
                        hitsUpToWitness++;
                    }
                }
            }
            sample.chunkWeights[chunk] = sum;
            sample.chunkHits[chunk] = hits;
            total += sum;
        }
        sample.witnessWeight = upToWitness;
        sample.witnessHits = hitsUpToWitness;
        sample.total = total;
        sample.largest = total;
        sample.exchanges = 0;
    }

    /** Looks for a place above the bound; leaves the highest one as the sample's witness, or all as it was. */
    private boolean search(Sample sample, double share, double bound) {
        double[] chunkWeights = sample.chunkWeights;
        int[] chunkHits = sample.chunkHits;
        double best = bound;
        double sum = 0;
        int hits = 0;
        for (int chunk = 0; chunk < chunkHits.length; chunk++) {
            int first = firstWord[chunk];
            double missed = ((first << 6) - hits) * miss;
            if (1 - missed <= best) {
                break;
            }
            double after = sum + chunkWeights[chunk];
            if (after * share - missed > best) {
                double here = sum;
                int hitsHere = hits;
                for (int word = first; word < firstWord[chunk + 1]; word++) {
                    for (long left = sample.bits[word]; left != 0; left &= left - 1) {
                        int rank = (word << 6) + Long.numberOfTrailingZeros(left);
                        here += weights[rank];
                        double height = here * share - (rank - hitsHere) * miss;
                        hitsHere++;
                        if (height > best) {
                            best = height;
                            sample.witness = rank;
                            sample.witnessWeight = here;
                            sample.witnessHits = hitsHere;
                        }
                    }
                }
            }
            sum = after;
            hits += chunkHits[chunk];
        }
        return best > bound;
    }

    /** A set of ranks. */
    private static final class Sample {
        /** In no order. */
        final int[] members;

        final long[] bits;
        double[] chunkWeights = {};
        int[] chunkHits = {};
        /** Sum of all weights, and the largest that it was since it was taken afresh. */
        double total;

        double largest;
        /** Accepted since then. */
        int exchanges;
        /** A rank where the running sum was seen above the bound, the weight and the hits up to it. */
        int witness;

        double witnessWeight;
        int witnessHits;
        double score;
        boolean positive;

        Sample(int size, int words) {
            members = new int[size];
            bits = new long[words];
        }

        void copy(Sample other) {
            System.arraycopy(other.members, 0, members, 0, members.length);
            System.arraycopy(other.bits, 0, bits, 0, bits.length);
            witness = other.witness;
            witnessWeight = other.witnessWeight;
            witnessHits = other.witnessHits;
            score = other.score;
            positive = other.positive;
        }
    }
}
