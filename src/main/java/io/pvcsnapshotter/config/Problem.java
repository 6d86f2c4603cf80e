package io.pvcsnapshotter.config;

/**
 * One thing that is wrong in the configuration.
 *
 * @param file name of the file, without its folder
 * @param line from 1; 0 where the parser does not know it
 * @param path of the setting, like {@code policies[databases].retain.daily}; empty for the file as
 *     a whole
 * @param message what was found and what is allowed
 */
public record Problem(String file, int line, String path, String message) {
    @Override
    public String toString() {
        String place = line > 0 ? file + ":" + line : file;
        return place + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
