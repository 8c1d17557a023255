/**
 * Ground floor: annotated matrices in memory and the file formats they live in (.h5ad, 10x, CSV/TSV).
 * One class owns one file format; this package alone touches jhdf. Imports nothing of the project.
 */
package org.sce2tm.data;
