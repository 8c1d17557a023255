package org.sce2tm.geneset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnrichedTermsTest {
    @Test
    void termsThatSeveralTopicsShareLowerTheQuality() {
        EnrichedTerms terms = EnrichedTerms.of(List.of("A", "B", "A", "A"));
        assertThat(terms.count()).isEqualTo(2);
        assertThat(terms.uniqueness()).hasValue(0.5);
        assertThat(terms.quality()).isEqualTo(1);
    }

    @Test
    void nothingEnrichedHasNoUniqueness() {
        EnrichedTerms none = EnrichedTerms.of(List.of());
        assertThat(none.count()).isZero();
        assertThat(none.uniqueness()).isEmpty();
        assertThat(none.quality()).isZero();
    }
}
