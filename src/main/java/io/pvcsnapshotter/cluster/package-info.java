/**
 * The Kubernetes API: lists, creates, deletes, and a name for everything that can go wrong there.
 *
 * <p>The only package that knows client-java, of which it uses the connection, the credentials and
 * the request; API objects are read into own records, because client-java's models refuse fields
 * that are newer than they are. Policies are not known here.
 */
package io.pvcsnapshotter.cluster;
