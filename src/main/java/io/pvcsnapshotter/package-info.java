/** The entry point and the one table of exit codes; everything else is in the packages below. */
package io.pvcsnapshotter;
