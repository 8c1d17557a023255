package org.sce2tm.gsea;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.cli.UsageException;

/** How gsea comes to its p-values. */
sealed interface Method {
    /** Its name and parameters by name, for the result file. */
    Map<String, Object> parameters();

    /**
     * GSEApy's: the share of permutations that are as extreme.
     *
     * @param permutations at least 1
     */
    record Permutation(int permutations) implements Method {
        static final int DEFAULT_PERMUTATIONS = 1000;

        public Permutation {
            if (permutations < 1) {
                throw new UsageException("--permutations " + permutations + ": give a whole number from 1");
            }
        }

        @Override
        public Map<String, Object> parameters() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("method", "permutation");
            map.put("permutations", permutations);
            return map;
        }
    }

    /**
     * fgsea's: random sets where those say enough, multilevel splitting where they do not.
     *
     * @param simplePermutations random sets of the first stage, at least 100
     * @param sampleSize sets a level, odd (an even number is raised by one), at least 3
     * @param eps p-values below are given as it; at least 0, where 0 sets no limit
     * @param scoreType which end of the running sum counts
     */
    record Multilevel(int simplePermutations, int sampleSize, double eps, ScoreType scoreType) implements Method {
        static final int DEFAULT_SIMPLE_PERMUTATIONS = 1000;
        static final int DEFAULT_SAMPLE_SIZE = 101;
        static final double DEFAULT_EPS = 1e-50;

        public Multilevel {
            if (simplePermutations < 100) {
                throw new UsageException("--simple-permutations " + simplePermutations
                        + ": give a whole number from 100, they decide which sets need more");
            }
            if (sampleSize < 3) {
                throw new UsageException("--sample-size " + sampleSize + ": give a whole number from 3");
            }
            if (!(eps >= 0 && eps < 1)) {
                throw new UsageException("--eps " + eps + ": give a number from 0 and below 1");
            }
            sampleSize |= 1;
        }

        @Override
        public Map<String, Object> parameters() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("method", "multilevel");
            map.put("score_type", ChoiceConverter.text(scoreType));
            map.put("simple_permutations", simplePermutations);
            map.put("sample_size", sampleSize);
            map.put("eps", eps);
            return map;
        }
    }
}
