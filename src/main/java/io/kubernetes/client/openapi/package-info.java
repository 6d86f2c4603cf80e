/**
 * One class in the place of client-java's, so that its generated models need not be in the image.
 * Nothing else belongs here.
 */
package io.kubernetes.client.openapi;
