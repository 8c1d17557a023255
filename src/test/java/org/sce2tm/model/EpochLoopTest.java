package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.RmsProp;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;
import org.sce2tm.nn.cpu.CpuBackend;

@DisplayName("The epoch loop")
class EpochLoopTest {
    private final Backend backend = new CpuBackend(1);

    @AfterEach
    void close() {
        backend.close();
    }

    /** Loss w², but the square of a number too large for single precision from some step on. */
    private final class Bowl implements MinibatchModel {
        private final Parameter w = new Parameter(backend, "w", 1, 1, new float[] {2});
        private final List<Integer> batchSizes = new ArrayList<>();
        private final int failsAt;

        Bowl(int failsAt) {
            this.failsAt = failsAt;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(w);
        }

        @Override
        public BatchLoss loss(Tape tape, Batch batch) {
            batchSizes.add(batch.cells().length);
            Tensor scaled = Ops.scale(batchSizes.size() == failsAt ? 1e30 : 1, tape.parameter(w));
            Tensor loss = Ops.sum(Over.ALL, Ops.square(scaled));
            Map<String, Double> terms = new LinkedHashMap<>();
            terms.put("total", loss.scalar());
            terms.put("bowl", loss.scalar());
            terms.put("cells", (double) batch.cells().length);
            return new BatchLoss(loss, terms);
        }
    }

    private static TrainingData cells(int n) {
        CsrMatrix x = new CsrMatrix(n, 1, new int[n + 1], new int[0], new float[0]);
        return TrainingData.of(x);
    }

    private TrainingRecord run(Bowl bowl, int n, TrainingSchedule schedule) {
        RmsProp optimizer = new RmsProp(bowl.parameters(), schedule.learningRate());
        return new EpochLoop(bowl, optimizer, new Tape(backend))
                .run(cells(n), schedule, new TrainingRun(1, backend, 1, false));
    }

    @Test
    void makesTheLossSmallAndRecordsTermsWeightedByCells() {
        Bowl bowl = new Bowl(-1);
        TrainingRecord record = run(bowl, 10, TrainingSchedule.constant(3, 4, 0.01));
        assertThat(bowl.batchSizes).containsExactly(4, 4, 2, 4, 4, 2, 4, 4, 2);
        assertThat(record.steps()).isEqualTo(9);
        // (4 x 4 + 4 x 4 + 2 x 2) / 10
        assertThat(record.losses().epochs().get("cells"))
                .hasSize(3)
                .allSatisfy(mean -> assertThat(mean).isCloseTo(3.6, within(1e-12)));
        assertThat(record.losses().epochs().get("total")).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void saysWhereTheLossLeftTheFiniteNumbers() {
        assertThatThrownBy(() -> run(new Bowl(8), 10, TrainingSchedule.constant(5, 4, 0.01)))
                .isInstanceOf(NothingToProduceException.class)
                .hasMessageContaining("step 8 (epoch 3)")
                .hasMessageContaining("loss term 'bowl' is Infinity")
                .hasMessageContaining("square")
                .hasMessageContaining("last good epoch: 2, total loss");
        assertThatThrownBy(() -> run(new Bowl(1), 10, TrainingSchedule.constant(5, 4, 0.01)))
                .hasMessageContaining("no epoch was finished");
    }

    @Test
    void lowersTheLearningRateAsTheScheduleSays() {
        TrainingSchedule schedule = ScE2tmOptions.SCHEDULE;
        assertThat(List.of(1, 125, 126, 250, 251, 375, 376, 500).stream().map(schedule::learningRate))
                .containsExactly(1e-3, 1e-3, 5e-4, 5e-4, 2.5e-4, 2.5e-4, 1.25e-4, 1.25e-4);
    }
}
