/** What tests share: the peers' files and how to read them. */
package org.sce2tm.testing;
