package org.sce2tm.nn;

/**
 * Whole operations that a backend may do in one go. Each must give the numbers of the operation composed of primitives
 * (tests hold it to that); {@link Ops} and {@link Losses} choose.
 */
public interface FusedOps {}
