/**
 * Step {@code preprocess}: expression in any format becomes the log matrix of the selected genes, and labels go into a
 * file of their own that training never sees.
 */
package org.sce2tm.preprocess;
