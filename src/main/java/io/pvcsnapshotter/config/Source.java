package io.pvcsnapshotter.config;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where the files of a configuration come from. All of them lie beside each other. */
interface Source {
    /** The whole, as messages name it. */
    String name();

    /** What the files lie in, as messages name it. */
    String place();

    /** The name of the file to start with. */
    String main();

    /**
     * The text of a file; empty if there is none of that name.
     *
     * @throws IOException if it exists but cannot be read; the message is the reason
     */
    Optional<String> read(String file) throws IOException;

    /** The names of the files that can be read, sorted, for messages. */
    List<String> files();

    /** What to do when {@link #main()} is missing. */
    String adviceIfMissing();
}
