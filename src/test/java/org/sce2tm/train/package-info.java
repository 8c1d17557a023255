/** Tests of step {@code train}, and the small data that the tests of step {@code embed} share. */
package org.sce2tm.train;
