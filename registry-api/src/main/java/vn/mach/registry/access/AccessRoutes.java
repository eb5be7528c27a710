package vn.mach.registry.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;
import vn.mach.registry.kafka.KafkaFailure;

final class AccessRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(AccessRoutes.class);

    private final Access access;

    AccessRoutes(Access access) {
        this.access = access;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(
                        API + "/access/plan",
                        ctx -> ctx.json(answered(access::plan).toJson()),
                        Role.OPERATOR),
                Route.post(API + "/access/apply", ctx -> ctx.json(access.apply(Caller.of(ctx))), Role.OPERATOR),
                Route.get(
                        API + "/access/drift",
                        ctx -> ctx.json(answered(access::drift).stream()
                                .map(AccessRoutes::answer)
                                .toList()),
                        Role.OPERATOR));
    }

    private static ObjectNode answer(DriftStore.Known known) {
        return Json.MAPPER
                .createObjectNode()
                .put("kind", known.drift().kind())
                .put("subject", known.drift().subject())
                .put("detail", known.drift().detail())
                .put("since", known.since().toString());
    }

    private static <T> T answered(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (KafkaFailure e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("Kafka's state cannot be read");
            throw new Refusal.Unavailable("kafka-unavailable", "Kafka's state cannot be read now");
        }
    }
}
