/**
 * Step {@code simulate}: small data whose truth is known: counts with cell types and planted gene programs, the
 * programs among decoy gene sets, and an external embedding that knows the types imperfectly.
 */
package org.sce2tm.simulate;
