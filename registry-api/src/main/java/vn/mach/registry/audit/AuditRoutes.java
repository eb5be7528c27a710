package vn.mach.registry.audit;

import io.javalin.http.Context;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;

final class AuditRoutes implements Routes {
    private final AuditLog audit;

    AuditRoutes(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(API + "/audit", this::search, Role.OPERATOR, Role.AUDITOR),
                Route.get(API + "/audit/export", this::export, Role.OPERATOR, Role.AUDITOR));
    }

    private void search(Context ctx) {
        ctx.json(audit.found(AuditSearch.of(ctx)));
    }

    /** One entry a line, the oldest first, as {@link AuditVerifier} reads it. Not held in memory: the log only grows. */
    private void export(Context ctx) {
        ctx.contentType("application/x-ndjson");
        try (var lines = new BufferedWriter(new OutputStreamWriter(ctx.outputStream(), StandardCharsets.UTF_8))) {
            audit.export(line -> write(lines, line));
        } catch (IOException e) {
            throw new UncheckedIOException("the export was not taken to its end", e);
        }
    }

    private static void write(BufferedWriter lines, String line) {
        try {
            lines.write(line);
            lines.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException("the export was not taken to its end", e);
        }
    }
}
