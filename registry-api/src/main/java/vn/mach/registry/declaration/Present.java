package vn.mach.registry.declaration;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.datasets.Dataset;
import vn.mach.registry.datasets.Datasets;
import vn.mach.registry.grants.Grant;
import vn.mach.registry.grants.Grants;
import vn.mach.registry.views.Views;
import vn.mach.view.Gate;

/** What there is, in an order of its own: without views and grants that are at an end, and without secrets. */
final class Present {
    private final Agencies agencies;
    private final Datasets datasets;
    private final Views views;
    private final Grants grants;

    Present(Agencies agencies, Datasets datasets, Views views, Grants grants) {
        this.agencies = agencies;
        this.datasets = datasets;
        this.views = views;
        this.grants = grants;
    }

    Declaration of(Handle tx) {
        // In a transaction that writes, each query sees what was committed meanwhile: a view may be of a newer dataset.
        var known =
                new HashMap<>(datasets.all(tx).stream().collect(Collectors.toMap(Dataset::id, Function.identity())));
        var byId = Comparator.comparing(Declared::id);
        return new Declaration(
                agencies.all(tx).stream().map(DeclaredAgency::of).sorted(byId).toList(),
                known.values().stream().map(DeclaredDataset::of).sorted(byId).toList(),
                views.all(tx).stream()
                        .filter(view -> view.definition().gate() != Gate.RETIRED && !view.spent())
                        .map(view -> DeclaredView.of(
                                view, known.computeIfAbsent(view.id().dataset(), id -> datasets.require(tx, id))))
                        .sorted(byId)
                        .toList(),
                grants.living(tx).stream().map(DeclaredGrant::of).sorted(byId).toList());
    }

    /** Of the living grants, by what a declaration calls them. */
    Map<String, UUID> grantIds(Handle tx) {
        return grants.living(tx).stream()
                .collect(Collectors.toMap(grant -> DeclaredGrant.of(grant).id(), Grant::id));
    }

    /** A number that changes with the text. */
    static long state(String yaml) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(yaml.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong() >>> 1;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
