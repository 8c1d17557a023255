/**
 * The step {@code cluster}: neighbour graph and Louvain on an embedding, agreement with known labels by the paper's
 * protocol and beside it, a resolution chosen without labels, and the coordinates of a map.
 */
package org.sce2tm.cluster;
