package org.sce2tm.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What happens to each value of an expression matrix before training, and again to new cells: an optional division by
 * the cell's total, then an optional natural log(1 + x). Computed in double, stored as float32.
 *
 * @param log1p whether log(1 + x) is taken
 * @param targetSum the total that every cell is scaled to first, positive; empty for no scaling
 */
public record Normalization(boolean log1p, OptionalDouble targetSum) {
    private static final String LOG1P = "log1p";
    private static final String TARGET_SUM = "target_sum";
    private static final String YES = "yes";
    private static final String NO = "no";

    /** The median of the positive cell totals (scanpy's default target); 1 when every cell is empty. */
    public static double medianTotal(CsrMatrix matrix) {
        return median(matrix.rowSums());
    }

    /** The median of the totals above 0; 1 if there are none. */
    public static double median(double[] cellTotals) {
        double[] totals =
                Arrays.stream(cellTotals).filter(total -> total > 0).sorted().toArray();
        int n = totals.length;
        return n == 0 ? 1 : n % 2 == 1 ? totals[n / 2] : (totals[n / 2 - 1] + totals[n / 2]) / 2;
    }

    /** The number that each cell's values are divided by: total / target; 1 for an empty cell or without scaling. */
    public double[] divisors(CsrMatrix matrix) {
        double[] divisors = new double[matrix.rows()];
        Arrays.fill(divisors, 1);
        if (targetSum.isPresent()) {
            double[] totals = matrix.rowSums();
            for (int i = 0; i < divisors.length; i++) {
                if (totals[i] > 0) {
                    divisors[i] = totals[i] / targetSum.getAsDouble();
                }
            }
        }
        return divisors;
    }

    /** One value in double. */
    public double apply(double value, double divisor) {
        double scaled = value / divisor;
        return log1p ? Math.log1p(scaled) : scaled;
    }

    /** The whole matrix; its totals are taken over all its columns. */
    public CsrMatrix apply(CsrMatrix matrix) {
        return apply(matrix, divisors(matrix));
    }

    /**
     * A matrix, which may be a part of the genes: shares the places of the values with it.
     *
     * @param divisors of its cells, from {@link #divisors} of all genes
     */
    public CsrMatrix apply(CsrMatrix matrix, double[] divisors) {
        float[] values = new float[matrix.stored()];
        IntStream.range(0, matrix.rows()).parallel().forEach(i -> {
            for (int p = matrix.rowPointers()[i]; p < matrix.rowPointers()[i + 1]; p++) {
                values[p] = (float) apply(matrix.values()[p], divisors[i]);
            }
        });
        return new CsrMatrix(matrix.rows(), matrix.columns(), matrix.rowPointers(), matrix.columnIndices(), values);
    }

    /** What a file records, to be read back by {@link #from}. */
    public Map<String, Uns> record() {
        Map<String, Uns> record = new LinkedHashMap<>();
        record.put(LOG1P, new Uns.Text(log1p ? YES : NO));
        targetSum.ifPresent(target -> record.put(TARGET_SUM, new Uns.Scalar(target)));
        return record;
    }

    /**
     * Reads what {@link #record} wrote.
     *
     * @param where the file, for the message
     * @throws BadDataException if it is not there
     */
    public static Normalization from(Map<String, Uns> record, String where) {
        if (!(record.get(LOG1P) instanceof Uns.Text log)) {
            throw new BadDataException(
                    where, "does not record its preprocessing (log1p)", "Give a file that this program wrote");
        }
        OptionalDouble target = record.get(TARGET_SUM) instanceof Uns.Scalar scalar
                ? OptionalDouble.of(scalar.value())
                : OptionalDouble.empty();
        return new Normalization(log.value().equals(YES), target);
    }
}
