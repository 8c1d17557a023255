package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sce2tm.cli.UsageException;
import org.sce2tm.model.ScE2tmOptions.CrossView;
import org.sce2tm.model.ScE2tmOptions.Network;

@DisplayName("Options of scE2TM")
class ScE2tmOptionsTest {
    @Test
    void ofThePaperWarnThatTheirEntropyRewardsUniformCells() {
        assertThat(ScE2tmOptions.PAPER.rewardsUniformCells()).isTrue();
        assertThat(ScE2tmOptions.REFERENCE.rewardsUniformCells()).isFalse();
    }

    @Test
    void outOfRangeQuoteOptionAndValue() {
        assertThatThrownBy(() -> new Network(1, 200, 200, 0.2, true, false))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--topics 1");
        assertThatThrownBy(() -> TrainingSchedule.constant(10, 1, 1e-3))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--batch-size 1");
        assertThatThrownBy(() -> TrainingSchedule.constant(10, 2, Double.NaN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--learning-rate NaN");
    }

    @Test
    void joinTheExternalViewToTheInputOnlyWithoutCrossViewLosses() {
        Network joined = new Network(100, 200, 200, 0.2, true, true);
        CrossView on = ScE2tmOptions.REFERENCE.crossView();
        assertThatThrownBy(() -> new ScE2tmOptions(joined, on, ScE2tmOptions.REFERENCE.ecr(), Clustered.MU))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--external-as-input");
    }
}
