/**
 * Floor of the methods: one file per method, written as its equations, and what all methods share: the data they see,
 * their minibatch contract, their random streams and the file a trained model lives in. Built on {@code nn}; knows no
 * command line.
 */
package org.sce2tm.model;
