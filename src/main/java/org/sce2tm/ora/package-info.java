/**
 * Step {@code ora}: over-representation of gene sets among the top genes of each topic; ORA_N, ORA_U, ORA_Q.
 */
package org.sce2tm.ora;
