/**
 * Step {@code metric-tc}: coherence and diversity of topics (TC, TD, TQ and the reference's variants) and the purity of
 * cells by topic (IP).
 */
package org.sce2tm.metrictc;
