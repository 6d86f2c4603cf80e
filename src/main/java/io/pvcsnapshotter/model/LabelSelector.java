package io.pvcsnapshotter.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Kubernetes label selector in its text form, judged as the API server judges it: {@code
 * key=value}, {@code ==}, {@code !=}, {@code in (a,b)}, {@code notin (a,b)}, {@code key}, {@code
 * !key}, {@code key>1}, {@code key<1}, joined by commas. As there, {@code !=} and {@code notin}
 * also match where the label is absent.
 *
 * @param text as it was given
 */
public record LabelSelector(String text, List<Requirement> requirements) {
    /** Selects everything. */
    public static final LabelSelector ALL = new LabelSelector("", List.of());

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /**
     * @throws IllegalArgumentException if the text is not a label selector; the message says what
     *     stands where something else was expected
     */
    public static LabelSelector parse(String text) {
        return new LabelSelector(text, new LabelSelectorParser(text).parse());
    }

    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(each -> each.matches(labels));
    }

    /** The keys of the labels that it depends on. */
    public Set<String> keys() {
        return requirements.stream().map(Requirement::key).collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        return text;
    }

    /** One condition on one label. */
    sealed interface Requirement {
        String key();

        boolean matches(Map<String, String> labels);
    }

    record In(String key, Set<String> values) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            return labels.containsKey(key) && values.contains(labels.get(key));
        }
    }

    record NotIn(String key, Set<String> values) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            return !labels.containsKey(key) || !values.contains(labels.get(key));
        }
    }

    record Exists(String key) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            return labels.containsKey(key);
        }
    }

    record Absent(String key) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            return !labels.containsKey(key);
        }
    }

    /**
     * {@code sign} is 1 for greater and -1 for less; a label that is not a whole number matches
     * neither.
     */
    record Compared(String key, int sign, long limit) implements Requirement {
        @Override
        public boolean matches(Map<String, String> labels) {
            try {
                String value = labels.get(key);
                return value != null
                        && Long.signum(Long.compare(Long.parseLong(value), limit)) == sign;
            } catch (NumberFormatException notANumber) {
                return false;
            }
        }
    }
}
