package io.pvcsnapshotter.cli;

import io.pvcsnapshotter.model.Quantity;
import io.pvcsnapshotter.restore.RestoreRequest.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** What a new claim is like, where it is not to be like the old one, or that is gone. */
final class ShapeOptions {
    private static final Set<String> ACCESS_MODES =
            Set.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod");

    @Option(
            names = "--size",
            paramLabel = "QUANTITY",
            description = "Default: as large as the old claim, at least what the snapshot needs.")
    private String size;

    @Option(
            names = "--storage-class",
            paramLabel = "NAME",
            description = "Default: that of the old claim. It must be of the same driver.")
    private String storageClass;

    @Option(
            names = "--access-mode",
            paramLabel = "MODE",
            description = "Default: those of the old claim, else ReadWriteOnce. May be repeated.")
    private List<String> accessModes = List.of();

    Shape shape() {
        accessModes.stream()
                .filter(each -> !ACCESS_MODES.contains(each))
                .findFirst()
                .ifPresent(wrong -> {
                    throw new UsageException(
                            "--access-mode \"%s\" is none of %s"
                                    .formatted(wrong, ACCESS_MODES.stream().sorted().toList()));
                });
        return new Shape(
                Optional.ofNullable(size)
                        .map(each ->
                                Quantity.parse(each)
                                        .orElseThrow(() ->
                                                new UsageException(
                                                        "--size \"%s\" is no quantity; write it like 10Gi"
                                                                .formatted(each)))),
                Optional.ofNullable(storageClass),
                accessModes);
    }
}
