/**
 * The step {@code knn}: each cell's mutual neighbours in the expression and in the external view, from which training
 * draws.
 */
package org.sce2tm.knn;
