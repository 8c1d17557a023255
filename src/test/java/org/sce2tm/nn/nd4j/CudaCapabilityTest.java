package org.sce2tm.nn.nd4j;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CudaCapabilityTest {
    @Test
    void gpusThatTheLibraryServesAreTaken() {
        assertThatCode(() -> CudaCapability.check("V100", 7, 0)).doesNotThrowAnyException();
        assertThatCode(() -> CudaCapability.check("RTX 4090", 8, 9)).doesNotThrowAnyException();
    }

    @Test
    void newerGpusAreRefusedByNameWithWhatToDo() {
        assertThatThrownBy(() -> CudaCapability.check("H200", 9, 0))
                .hasMessageContaining("H200")
                .hasMessageContaining("9.0")
                .hasMessageContaining("--backend cpu");
    }

    @Test
    void onACpuThereIsNothingToRefuse() {
        assertThatCode(CudaCapability::check).doesNotThrowAnyException();
    }
}
