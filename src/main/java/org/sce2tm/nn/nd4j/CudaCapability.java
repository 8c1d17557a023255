package org.sce2tm.nn.nd4j;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whether the GPU that ND4J found can run its machine code: nd4j-cuda 11.6 holds code for compute capability 3.7 to 8.6
 * (which 8.9 runs too) and nothing that newer GPUs could translate.
 */
final class CudaCapability {
    private static final int OLDEST = 37;
    private static final int NEWEST = 89;

    private CudaCapability() {}

    /** Refuses a GPU that cannot run the library; does nothing on a CPU. */
    static void check() {
        Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
        Object devices = environment.get(Nd4jEnvironment.CUDA_DEVICE_INFORMATION_KEY);
        if (devices instanceof List<?> list) {
            for (Object device : list) {
                if (device instanceof Map<?, ?> facts) {
                    check(
                            String.valueOf(facts.get(Nd4jEnvironment.CUDA_DEVICE_NAME_KEY)),
                            number(facts.get(Nd4jEnvironment.CUDA_DEVICE_MAJOR_VERSION_KEY)),
                            number(facts.get(Nd4jEnvironment.CUDA_DEVICE_MINOR_VERSION_KEY)));
                }
            }
        }
    }

    private static int number(Object value) {
        return value instanceof Number n ? n.intValue() : Integer.parseInt(String.valueOf(value));
    }

    /** @throws UnsupportedOperationException if the capability is outside 3.7 to 8.9 */
    static void check(String name, int major, int minor) {
        int capability = major * 10 + minor;
        if (capability < OLDEST || capability > NEWEST) {
            throw new UnsupportedOperationException("the nd4j backend cannot run on " + name + " (compute capability "
                    + major + "." + minor + "): its CUDA library serves 3.7 to 8.9 (V100, T4, A100, A10, RTX 20 to 40)."
                    + " Use --backend cpu, or another GPU.");
        }
    }
}
