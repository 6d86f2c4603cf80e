package io.pvcsnapshotter.model;

/**
 * A Kubernetes Event to be written.
 *
 * @param name of the Event, in the namespace of its object; the same for the same news of the same
 *     run, so that a retry says nothing twice
 * @param about the object that it is about
 * @param warning whether its type is Warning rather than Normal
 * @param reason one word in CamelCase, stable, for machines
 * @param action what was being done, one word in CamelCase
 * @param note a sentence for people
 */
public record EventNote(
        String name, Regarding about, boolean warning, String reason, String action, String note) {

    private static final int LONGEST_OBJECT_IN_NAME = 38;

    /**
     * The name of an Event: the same for the same news of the same object from the same source.
     *
     * @param source what the news comes from, like the uid of a run
     * @param news tells apart the Events that one source leads to about one object
     */
    public static String nameOf(String source, ObjectName about, String news) {
        return ShortNames.start(about.name(), LONGEST_OBJECT_IN_NAME)
                + "."
                + ShortNames.hash(16, source, about.toString(), news);
    }

    /** The object that an Event is about. */
    public record Regarding(String apiVersion, String kind, ObjectName name, String uid) {}
}
