/**
 * JMH benchmarks of the kernels: one class per room, {@code <Room>Benchmark}. {@code benchmarks/kernels} runs them, a
 * test runs each once so that they stay runnable, docs/performance.md has the figures.
 */
package org.sce2tm.bench;
