/**
 * Step {@code embed-import}: brings the cells' external embedding, joined by cell id, or makes a stand-in for one from
 * the data themselves.
 */
package org.sce2tm.embedimport;
