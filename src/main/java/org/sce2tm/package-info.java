/** The entry point that knows every tool by name. */
package org.sce2tm;
