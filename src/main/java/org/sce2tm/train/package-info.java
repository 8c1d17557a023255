/** Step {@code train}: from expression, external view and neighbor lists to a trained model; never sees labels but for a control. */
package org.sce2tm.train;
