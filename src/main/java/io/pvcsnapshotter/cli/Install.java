package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.cluster.ApiFailure;
import io.pvcsnapshotter.cluster.Cluster;
import io.pvcsnapshotter.config.Configuration;
import io.pvcsnapshotter.config.ConfigurationReader;
import io.pvcsnapshotter.config.Problem;
import io.pvcsnapshotter.model.ConfigMap;
import io.pvcsnapshotter.model.ObjectName;
import io.pvcsnapshotter.timetable.RunSchedule;
import io.pvcsnapshotter.timetable.Timetable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The install that a command works for, in the cluster that it talks to.
 *
 * @param namespace that it is installed in
 */
record Install(Environment environment, String namespace, Cluster cluster) {
    private static final Logger LOG = LoggerFactory.getLogger(Install.class);
    private static final Path MOUNTED = Path.of("/etc/pvc-snapshotter/snapshotter.conf");

    /**
     * The name of all that an install consists of, and of its namespace if nothing else is said.
     */
    static final String NAME = "pvc-snapshotter";

    static Install of(Environment environment, ClusterOptions where) {
        Cluster cluster = where.connection().open(environment.variables());
        return new Install(environment, namespace(environment, where), cluster);
    }

    /**
     * @param patience for all requests together
     */
    static Install of(Environment environment, ClusterOptions where, Duration patience) {
        Cluster cluster = where.connection().open(environment.variables(), patience);
        return new Install(environment, namespace(environment, where), cluster);
    }

    /** For a person who asks and waits. */
    static Install forPerson(Environment environment, ClusterOptions where) {
        Cluster cluster =
                environment.isPod()
                        ? where.connection().open(environment.variables())
                        : where.connection().openForPerson(environment.variables());
        return new Install(environment, namespace(environment, where), cluster);
    }

    private static String namespace(Environment environment, ClusterOptions where) {
        return where.installNamespace().or(environment::namespace).orElse(NAME);
    }

    /** When its runs start, as far as that may be read. */
    RunSchedule schedule(Instant now) {
        try {
            return cluster.cronJobState(cronJob())
                    .<RunSchedule>map(each -> new RunSchedule.Known(each, Timetable.of(each, now)))
                    .orElseGet(() -> new RunSchedule.Missing(cronJob()));
        } catch (ApiFailure failure) {
            return new RunSchedule.Unknown(cronJob(), failure.getMessage());
        }
    }

    ObjectName cronJob() {
        return new ObjectName(namespace, NAME);
    }

    /**
     * The ConfigMap that the user edits.
     *
     * @param missing what to say if there is none; %s stands for its name
     */
    ConfigMap configMap(String missing) {
        ObjectName name = new ObjectName(namespace, NAME);
        return cluster.configMap(name)
                .orElseThrow(() -> new NotInstalledException(missing.formatted(name)));
    }

    /**
     * Reads the configuration; what is odd but not wrong in it is logged.
     *
     * @param file empty for the install's own configuration
     */
    InstalledSettings settings(Optional<Path> file) {
        Configuration read = read(file);
        warn(read);
        return new InstalledSettings(read.settings(), namespace);
    }

    private Configuration read(Optional<Path> file) {
        if (file.isPresent()) {
            return ConfigurationReader.read(file.get());
        }
        if (environment.isPod()) {
            return ConfigurationReader.read(MOUNTED);
        }
        ConfigMap configMap =
                configMap(
                        "There is no configuration: no --config FILE is given, and the cluster has no"
                                + " ConfigMap %s. Install one with kubectl apply -k config, or name"
                                + " the right --install-namespace.");
        return ConfigurationReader.read(configMap.toString(), configMap.data());
    }

    /** Logs what is odd but not wrong. */
    static void warn(Configuration configuration) {
        for (Problem each : configuration.warnings()) {
            LOG.atWarn().addKeyValue("reason", each).log("The configuration is odd");
        }
    }
}
