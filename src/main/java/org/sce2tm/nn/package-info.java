/**
 * Ground floor: the engine. A small define-by-run autograd over matrices, so that a model reads like its equations:
 * {@link org.sce2tm.nn.Tape} records operations on {@link org.sce2tm.nn.Tensor}s, {@link org.sce2tm.nn.Ops} and
 * {@link org.sce2tm.nn.Losses} are the operations, layers and optimisers have PyTorch's semantics, and a
 * {@link org.sce2tm.nn.Backend} does the arithmetic. Imports nothing of the project.
 *
 * <p>One training step:
 *
 * <pre>{@code
 * tape.begin(Mode.TRAINING);
 * CsrRows x = expression.pick(cells);
 * Tensor hidden = Ops.tanh(norm.apply(first.apply(tape, x)));
 * Tensor loss = Losses.weightedCrossEntropy(second.apply(hidden), x);
 * optimizer.zeroGradients();
 * tape.backward(loss);
 * optimizer.step();
 * }</pre>
 */
package org.sce2tm.nn;
