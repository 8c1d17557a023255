/**
 * Science floor: what the interpretability metrics share: gene sets and their files, topics over genes and where they
 * come from, top genes, and whether the names of the two agree.
 */
package org.sce2tm.geneset;
