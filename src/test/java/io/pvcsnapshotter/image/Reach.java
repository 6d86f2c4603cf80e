package io.pvcsnapshotter.image;

import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Follows the names in class files from the program's classes through its libraries, and finds what
 * they name and the image does not have. A class that is reached counts with all that it names, so
 * there may be more here than a run ever needs, but not less.
 */
final class Reach {
    /** Their methods have a descriptor of each caller's own. */
    private static final Set<String> OF_ANY_SHAPE =
            Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle");

    private final ImageClasses image;
    private final Predicate<String> exists;
    private final Set<String> reached = new TreeSet<>();
    private final Set<Gap> gaps = new TreeSet<>();

    /**
     * @param to a class, or a class and its member
     */
    record Gap(String from, String to) implements Comparable<Gap> {
        @Override
        public int compareTo(Gap other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return "%s needs %s".formatted(from, to);
        }
    }

    private Reach(ImageClasses image, Predicate<String> exists) {
        this.image = image;
        this.exists = exists;
    }

    /**
     * @param exists whether there is such a class in the libraries or the JDK before they are
     *     trimmed: a text that is the name of one is taken for a use by reflection
     */
    static Reach of(ImageClasses image, Predicate<String> exists) {
        Reach reach = new Reach(image, exists);
        Deque<String> waiting = new ArrayDeque<>();
        image.beginnings().forEach(each -> reach.name("the program", each, waiting));
        while (!waiting.isEmpty()) {
            reach.look(waiting.remove(), waiting);
        }
        return reach;
    }

    private void look(String name, Deque<String> waiting) {
        for (PoolEntry each : image.parse(name).constantPool()) {
            switch (each) {
                case ClassEntry type -> name(name, element(type.asInternalName()), waiting);
                case MemberRefEntry member -> member(name, member);
                case StringEntry text -> {
                    String asName = text.stringValue().replace('.', '/');
                    if (asName.contains("/") && exists.test(asName)) {
                        name(name, asName, waiting);
                    }
                }
                default -> {}
            }
        }
    }

    private void name(String from, String to, Deque<String> waiting) {
        if (!image.has(to)) {
            gaps.add(new Gap(from, to));
        } else if (image.isOfTheApplication(to) && reached.add(to)) {
            waiting.add(to);
        }
    }

    private void member(String from, MemberRefEntry member) {
        String owner = member.owner().asInternalName();
        String declared = owner.startsWith("[") ? "java/lang/Object" : owner;
        if (image.has(declared)
                && !OF_ANY_SHAPE.contains(declared)
                && !image.hasMember(
                        declared, member.name().stringValue(), member.type().stringValue())) {
            gaps.add(new Gap(from, "%s.%s%s".formatted(owner, member.name(), member.type())));
        }
    }

    /** The class of which a type is an array, or itself. Primitive types are none. */
    private static String element(String type) {
        if (!type.startsWith("[")) {
            return type;
        }
        String element = type.replace("[", "");
        return element.startsWith("L")
                ? element.substring(1, element.length() - 1)
                : "java/lang/Object";
    }

    Set<String> reached() {
        return reached;
    }

    Set<Gap> gaps() {
        return gaps;
    }
}
