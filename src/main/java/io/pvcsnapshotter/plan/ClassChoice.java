package io.pvcsnapshotter.plan;

import io.pvcsnapshotter.config.Policy;
import io.pvcsnapshotter.config.Policy.SnapshotClassChoice;
import io.pvcsnapshotter.model.Claim;
import io.pvcsnapshotter.model.Inventory;
import io.pvcsnapshotter.model.SnapshotClass;
import io.pvcsnapshotter.model.Volume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the snapshot class for a claim before anything is created: claim, volume, driver, class.
 *
 * <p>The snapshot controller would accept a class that does not exist or that belongs to another
 * driver, and the snapshot would then never get ready; so what does not fit is refused here, with
 * the reason.
 */
final class ClassChoice {
    private final Inventory inventory;

    ClassChoice(Inventory inventory) {
        this.inventory = inventory;
    }

    sealed interface Result {}

    /**
     * @param warnings what could not be checked; each a sentence
     */
    record Chosen(Optional<String> snapshotClass, Optional<String> driver, List<String> warnings)
            implements Result {}

    /** The claim's storage has no snapshots. */
    record Unsupported(String reason) implements Result {}

    /** Somebody has to mend something before there can be a snapshot. */
    record Impossible(String reason) implements Result {}

    /** The class is named, but there is none of that name. */
    record Unknown(String reason) implements Result {}

    Result choose(Claim claim, Policy policy) {
        if (claim.phase() == Claim.Phase.LOST) {
            return new Impossible("its volume is lost");
        }
        if (inventory.volumes().isEmpty()) {
            return classFor(claim, policy, claim.provisioner());
        }
        String name = claim.spec().volume().orElse("");
        Volume volume = inventory.volumes().get().get(name);
        if (volume == null) {
            return new Impossible("its volume %s does not exist".formatted(name));
        }
        if (volume.claimUid().filter(claim.uid()::equals).isEmpty()) {
            return new Impossible("its volume %s is bound to another claim".formatted(name));
        }
        if (volume.driver().isEmpty()) {
            return new Unsupported(
                    "its volume %s is not a CSI volume, and only those can be snapshotted"
                            .formatted(name));
        }
        return classFor(claim, policy, volume.driver());
    }

    private Result classFor(Claim claim, Policy policy, Optional<String> driver) {
        Optional<String> named =
                Optional.ofNullable(claim.annotations().get(Claim.CLASS_ANNOTATION))
                        .or(() -> namedBy(policy.snapshotClass(), driver));
        if (inventory.classes().isEmpty()) {
            return unchecked(named, driver);
        }
        Map<String, SnapshotClass> classes =
                inventory.classes().get().stream()
                        .collect(Collectors.toMap(SnapshotClass::name, each -> each));
        return named.map(name -> namedClass(name, classes, driver))
                .orElseGet(() -> defaultClass(classes, driver));
    }

    private static Optional<String> namedBy(SnapshotClassChoice choice, Optional<String> driver) {
        return switch (choice) {
            case SnapshotClassChoice.DriverDefault _ -> Optional.empty();
            case SnapshotClassChoice.Named(String name) -> Optional.of(name);
            case SnapshotClassChoice.ByDriver(Map<String, String> classes) ->
                    driver.map(classes::get);
        };
    }

    private static Result unchecked(Optional<String> named, Optional<String> driver) {
        String warning =
                named.map(name ->
                                "snapshot classes may not be read: whether %s exists and fits is not checked"
                                        .formatted(name))
                        .orElse(
                                "snapshot classes may not be read and the policy names none: the snapshot"
                                        + " controller chooses the default");
        return new Chosen(named, driver, List.of(warning));
    }

    private static Result namedClass(
            String name, Map<String, SnapshotClass> classes, Optional<String> driver) {
        SnapshotClass found = classes.get(name);
        if (found == null) {
            return new Unknown("the snapshot class %s does not exist".formatted(name));
        }
        if (driver.isPresent() && !found.driver().equals(driver.get())) {
            return new Impossible(
                    "the snapshot class %s is for the driver %s, but the claim's volume is of %s"
                            .formatted(name, found.driver(), driver.get()));
        }
        return chosen(found, driver);
    }

    private static Result defaultClass(
            Map<String, SnapshotClass> classes, Optional<String> driver) {
        if (driver.isEmpty()) {
            return new Chosen(
                    Optional.empty(),
                    driver,
                    List.of(
                            "the claim's driver is not known: the snapshot controller chooses the class"));
        }
        List<SnapshotClass> ofDriver =
                classes.values().stream()
                        .filter(each -> each.driver().equals(driver.get()))
                        .sorted(Comparator.comparing(SnapshotClass::name))
                        .toList();
        List<SnapshotClass> defaults = ofDriver.stream().filter(SnapshotClass::isDefault).toList();
        if (defaults.size() == 1) {
            return chosen(defaults.getFirst(), driver);
        }
        if (defaults.size() > 1) {
            return new Impossible(
                    "the driver %s has %d default snapshot classes (%s); name one in the policy's snapshotClass"
                            .formatted(driver.get(), defaults.size(), names(defaults)));
        }
        return ofDriver.isEmpty()
                ? new Unsupported(
                        "there is no snapshot class for the driver %s".formatted(driver.get()))
                : new Impossible(
                        "none of the snapshot classes of the driver %s (%s) is its default; name one in the policy's snapshotClass"
                                .formatted(driver.get(), names(ofDriver)));
    }

    private static Chosen chosen(SnapshotClass found, Optional<String> driver) {
        List<String> warnings = new ArrayList<>();
        if (driver.isEmpty()) {
            warnings.add(
                    "the claim's driver is not known: whether the snapshot class %s fits is not checked"
                            .formatted(found.name()));
        }
        if (found.retains()) {
            warnings.add(
                    "the snapshot class %s has deletionPolicy Retain: expiring a snapshot of it frees nothing in the storage"
                            .formatted(found.name()));
        }
        return new Chosen(Optional.of(found.name()), driver, warnings);
    }

    private static String names(List<SnapshotClass> classes) {
        return classes.stream().map(SnapshotClass::name).collect(Collectors.joining(", "));
    }
}
