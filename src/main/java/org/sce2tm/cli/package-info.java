/**
 * Ground floor: what all tools share at the command line: exit codes, first and last line, the result file's frame,
 * progress. Knows picocli; knows no tool.
 */
package org.sce2tm.cli;
