/**
 * Science floor: cells as a graph. Nearest neighbours (exact, among very many cells
 * approximate with measured recall), mutual neighbours with repaired connectivity, the fuzzy
 * neighbour graph of UMAP, Louvain communities, the UMAP layout. Graphs are symmetric n x n
 * {@link org.sce2tm.data.CsrMatrix}es. Knows neither files nor command lines.
 */
package org.sce2tm.graph;
