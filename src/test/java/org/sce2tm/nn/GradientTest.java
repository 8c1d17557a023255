package org.sce2tm.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sce2tm.nn.cpu.CpuBackend;
import org.sce2tm.nn.cpu.Kernels;
import org.sce2tm.nn.cpu.PlainKernels;
import org.sce2tm.nn.nd4j.Nd4jBackend;

/** Every operation's gradient against finite differences in double, and every backend against that. */
class GradientTest {
    static Stream<Operation> operations() {
        return new Operations(7, 5, 19).all();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void gradientsAreThoseOfFiniteDifferences(Operation operation) {
        try (Backend backend = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE)) {
            Operation.Outcome outcome = operation.run(backend);
            List<double[]> starts = new ArrayList<>();
            operation.inputs().forEach(input -> starts.add(Operation.wide(input)));
            for (int i = 0; i < starts.size(); i++) {
                double[] differences = new double[starts.get(i).length];
                for (int j = 0; j < differences.length; j++) {
                    // central differences: truncation about step², rounding about 1e-16 / step
                    double step = 1e-5;
                    double at = starts.get(i)[j];
                    starts.get(i)[j] = at + step;
                    double above = operation.run(backend, starts).sum();
                    starts.get(i)[j] = at - step;
                    double below = operation.run(backend, starts).sum();
                    starts.get(i)[j] = at;
                    differences[j] = (above - below) / (2 * step);
                }
                // truncation and rounding together stay near 1e-9 of the largest entry; transport has third
                // derivatives of order sharpness³
                Closeness.check("gradient of input " + i, outcome.gradients().get(i), differences, 1e-6);
            }
        }
    }

    /** Among them decoders whose blocks of genes are narrow (many cells), as wide as they get (few), and few. */
    static Stream<Operation> largerOperations() {
        return Stream.concat(
                new Operations(75, 37, 203).all(),
                Stream.of(
                        new Operations(520, 7, 230).decoder(),
                        new Operations(520, 12, 192).decoder(),
                        new Operations(6, 5, 1100).decoder()));
    }

    @ParameterizedTest
    @MethodSource("largerOperations")
    void singlePrecisionOnNd4jAgreesWithDouble(Operation operation) {
        try (Backend wide = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE);
                Backend narrow = new Nd4jBackend(Nd4jBackend.Precision.SINGLE)) {
            compare(operation.run(narrow), operation.run(wide));
        }
    }

    @ParameterizedTest
    @MethodSource("largerOperations")
    void everyKindOfCpuKernelAgreesWithDouble(Operation operation) {
        try (Backend wide = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE);
                Backend plain = new CpuBackend(1, new PlainKernels());
                Backend plainThreaded = new CpuBackend(3, new PlainKernels());
                Backend fast = new CpuBackend(1);
                Backend threaded = new CpuBackend(3)) {
            Operation.Outcome expected = operation.run(wide);
            compare(operation.run(plain), expected);
            compare(operation.run(plainThreaded), expected);
            compare(operation.run(fast), expected);
            compare(operation.run(threaded), expected);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void smallMatricesOnTheCpuAgreeWithDouble(Operation operation) {
        try (Backend wide = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE);
                Backend narrow = new CpuBackend(2)) {
            compare(operation.run(narrow), operation.run(wide));
        }
    }

    @ParameterizedTest
    @MethodSource("largerOperations")
    void aThreadedRunRepeatsBitForBit(Operation operation) {
        for (Kernels kernels : List.of(Kernels.fastest(), new PlainKernels())) {
            try (Backend backend = new CpuBackend(3, kernels)) {
                Operation.Outcome first = operation.run(backend);
                Operation.Outcome second = operation.run(backend);
                assertThat(second.value()).isEqualTo(first.value());
                assertThat(second.gradients()).usingRecursiveComparison().isEqualTo(first.gradients());
            }
        }
    }

    static void compare(Operation.Outcome narrow, Operation.Outcome wide) {
        // a few dozen roundings of 6e-8 each; the transport cost amplifies them through its iterations
        Closeness.check("value", narrow.value(), wide.value(), 2e-5);
        assertThat(narrow.gradients()).hasSameSizeAs(wide.gradients());
        for (int i = 0; i < wide.gradients().size(); i++) {
            Closeness.check(
                    "gradient of input " + i,
                    narrow.gradients().get(i),
                    wide.gradients().get(i),
                    2e-5);
        }
    }
}
