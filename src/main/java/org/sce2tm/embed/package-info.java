/** Step {@code embed}: puts new cells into a trained model, by the preprocessing and genes that the model recorded. */
package org.sce2tm.embed;
