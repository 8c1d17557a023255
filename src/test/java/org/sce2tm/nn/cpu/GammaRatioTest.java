package org.sce2tm.nn.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The logarithm of a ratio of gamma functions")
class GammaRatioTest {
    /** From nothing over the border between products and series to counts that no cell has. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.5, 1, 2, 2.5, 15.9, 16, 16.5, 17, 300, 1e5})
    void isTheDifferenceOfLogGammasWithTheDifferenceOfDigammasAsItsSlope(double x) {
        GammaRatio ratio = new GammaRatio();
        for (double a : new double[] {4.54e-5, 1e-3, 0.1, 0.9999, 1, 3.3, 9.99, 10, 50, 22026.5, 1e7}) {
            ratio.set(a, x);
            double above = LogGamma.value(a + x);
            double below = LogGamma.value(a);
            double slope = Digamma.value(a + x) - Digamma.value(a);
            // the two that the expected number is the difference of are themselves good to some 1e-14
            assertThat(ratio.log())
                    .as("a = %s", a)
                    .isCloseTo(above - below, within(1e-10 + 1e-13 * (Math.abs(above) + Math.abs(below))));
            assertThat(ratio.slope()).as("a = %s", a).isCloseTo(slope, within(1e-9 * (1 + Math.abs(slope))));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-38, 1e30})
    void leavesNoRangeOnTheWay(double a) {
        GammaRatio ratio = new GammaRatio();
        ratio.set(a, 16);
        double expected = 0;
        for (int j = 0; j < 16; j++) {
            expected += Math.log(a + j);
        }
        assertThat(ratio.log()).isCloseTo(expected, within(1e-12 * Math.abs(expected)));
    }
}
