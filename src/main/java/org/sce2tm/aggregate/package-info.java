/**
 * The step that gathers everything: reads what all runs left behind, names every hole in the expected grid, and writes
 * the tables and the report. Computes no metric itself, only means, tests and correlations of metrics.
 */
package org.sce2tm.aggregate;
