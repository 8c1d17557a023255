/**
 * JMH benchmarks of the kernels: {@code <Room>Benchmark}, here, or beside its room where the kernels are the
 * package's own (gsea). {@code benchmarks/kernels} runs them, a test runs each once so that they stay runnable,
 * docs/performance.md has the figures.
 */
package org.sce2tm.bench;
