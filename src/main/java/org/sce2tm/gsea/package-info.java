/**
 * Step {@code gsea}: enrichment of gene sets along each topic's ranking of all genes, by permutations with GSEApy
 * 1.1.4's numbers, or by multilevel splitting after fgsea 1.31.6; GSEA_N, GSEA_U, GSEA_Q.
 */
package org.sce2tm.gsea;
