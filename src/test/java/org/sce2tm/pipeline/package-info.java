/** Tests of the whole: the pipeline, the launcher and the wrapper are started as their users start them. */
package org.sce2tm.pipeline;
