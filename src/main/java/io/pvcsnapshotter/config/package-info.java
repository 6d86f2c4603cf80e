/**
 * What the user wants: HOCON read into immutable {@link io.pvcsnapshotter.config.Settings}, with
 * all problems reported at once.
 *
 * <p>Nothing here knows the Kubernetes API.
 */
package io.pvcsnapshotter.config;
