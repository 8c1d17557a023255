/**
 * Whole trainings on real data beside the reference's own: runs with the oracle's inputs, a cache of their results, and
 * the table in docs/fidelity.md.
 */
package org.sce2tm.fidelity;
