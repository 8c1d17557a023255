/**
 * The default backend: {@code float[]} kernels over OpenBLAS products, rows split over Java threads. Vectorised kernels
 * are in {@code org.sce2tm.nn.vector}, found at run time where the JVM has the incubator module.
 */
package org.sce2tm.nn.cpu;
