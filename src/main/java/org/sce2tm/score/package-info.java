/**
 * Science floor: how well clusters and topics agree with known cell types, and how well groups are apart in a space.
 * Labels come as codes 0, 1, ...; whoever has names or missing labels sorts that out before. Knows neither files nor
 * command lines.
 */
package org.sce2tm.score;
