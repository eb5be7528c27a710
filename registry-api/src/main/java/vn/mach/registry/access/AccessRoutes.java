package vn.mach.registry.access;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.kafka.KafkaFailure;

final class AccessRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(AccessRoutes.class);

    private final Access access;

    AccessRoutes(Access access) {
        this.access = access;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get(API + "/access/plan", ctx -> ctx.json(plan().toJson()), Role.OPERATOR));
    }

    private Plan plan() {
        try {
            return access.plan();
        } catch (KafkaFailure e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("the plan cannot be made");
            throw new Refusal.Unavailable("kafka-unavailable", "Kafka's state cannot be read now");
        }
    }
}
