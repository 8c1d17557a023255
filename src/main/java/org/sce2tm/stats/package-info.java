/**
 * Ground floor: statistics on plain arrays: tests with their p-values, corrections for many tests, correlations,
 * principal components, distances in tiles, row loops over threads. Imports nothing of the project.
 */
package org.sce2tm.stats;
