package org.sce2tm.preprocess;

import java.util.OptionalDouble;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.Normalization;

/**
 * The total that every cell is scaled to.
 *
 * @param median whether it is the median of the cells' totals
 * @param value a given total, positive; empty for none and for the median
 */
public record TargetSum(boolean median, OptionalDouble value) {
    private static final TargetSum NONE = new TargetSum(false, OptionalDouble.empty());

    /** Reads {@code none}, {@code median} or a positive number; throws {@link UsageException} for anything else. */
    public static TargetSum parse(String text) {
        if (text.equals("none")) {
            return NONE;
        }
        if (text.equals("median")) {
            return new TargetSum(true, OptionalDouble.empty());
        }
        try {
            double value = Double.parseDouble(text);
            if (value > 0 && Double.isFinite(value)) {
                return new TargetSum(false, OptionalDouble.of(value));
            }
        } catch (NumberFormatException e) {
            // answered below, with every other value that cannot be
        }
        throw new UsageException("--target-sum " + text + ": give none, median or a number above 0, e.g. 10000");
    }

    boolean asked() {
        return median || value.isPresent();
    }

    OptionalDouble of(CsrMatrix matrix) {
        return median ? OptionalDouble.of(Normalization.medianTotal(matrix)) : value;
    }
}
