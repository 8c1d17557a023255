/**
 * The kernels of {@code org.sce2tm.nn.cpu} in the incubating Vector API. The only package compiled against it, and
 * loaded by name, so that everything runs without the module.
 */
package org.sce2tm.nn.vector;
