package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;

final class RepresentationTest {
    /** Of three cells in two dimensions. */
    private static double spread(double... values) {
        return new Representation(new DenseMatrix(3, 2, values, NumberType.FLOAT64), Optional.empty()).spread();
    }

    @Test
    void isTheDistanceFromTheMeanOverTheLengthOfTheMean() {
        // the mean is (3, 4), of length 5; squared distances from it are 4, 4 and 8
        assertThat(spread(1, 4, 3, 2, 5, 6)).isCloseTo(Math.sqrt((4 + 4 + 8) / 3.0) / 5, within(1e-12));
    }

    @Test
    void isZeroWhereAllCellsAreTheSame() {
        assertThat(spread(2, 7, 2, 7, 2, 7)).isZero();
        assertThat(spread(0, 0, 0, 0, 0, 0)).isZero();
    }

    @Test
    void isInfiniteWhereCellsDifferAroundZero() {
        assertThat(spread(-1, 0, 0, 0, 1, 0)).isInfinite();
    }
}
