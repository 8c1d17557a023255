/** The portable backend: ND4J operations only, in single or double precision. */
package org.sce2tm.nn.nd4j;
