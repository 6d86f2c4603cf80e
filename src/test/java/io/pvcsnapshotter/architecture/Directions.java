package io.pvcsnapshotter.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which of our packages each package may use: the data flows from the first to the last. */
public final class Directions {
    public static final Map<String, List<String>> ALLOWED = new LinkedHashMap<>();

    static {
        ALLOWED.put("model", List.of());
        ALLOWED.put("logging", List.of());
        ALLOWED.put("config", List.of("model"));
        ALLOWED.put("health", List.of("model", "config"));
        ALLOWED.put("jobs", List.of("model"));
        ALLOWED.put("history", List.of("model", "health"));
        ALLOWED.put("timetable", List.of("model"));
        ALLOWED.put("plan", List.of("model", "config"));
        ALLOWED.put("cluster", List.of("model"));
        ALLOWED.put("run", List.of("model", "config", "health", "plan", "cluster"));
        ALLOWED.put("schedule", List.of("model", "config", "cluster"));
        ALLOWED.put("restore", List.of("model", "cluster"));
        ALLOWED.put(
                "report",
                List.of(
                        "model",
                        "config",
                        "health",
                        "history",
                        "jobs",
                        "timetable",
                        "plan",
                        "run",
                        "schedule",
                        "restore"));
        ALLOWED.put(
                "cli",
                List.of(
                        "model",
                        "config",
                        "health",
                        "history",
                        "jobs",
                        "timetable",
                        "plan",
                        "cluster",
                        "run",
                        "schedule",
                        "restore",
                        "report"));
    }

    private Directions() {}
}
