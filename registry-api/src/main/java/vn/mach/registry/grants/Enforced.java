package vn.mach.registry.grants;

import java.time.Duration;
import java.util.UUID;
import vn.mach.registry.http.Answer;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.json.Json;

/** What has to be true in Kafka before an act on a grant is answered. */
final class Enforced {
    private final Grants grants;
    private final Enforcement enforcement;
    private final Convergence convergence;

    Enforced(Grants grants, Enforcement enforcement, Convergence convergence) {
        this.grants = grants;
        this.enforcement = enforcement;
        this.convergence = convergence;
    }

    /** Nothing more can be got under the grant, unless it was given back meanwhile. */
    Answer taken(Caller caller, UUID id, Answer done, long startNanos) {
        var grant = grants.get(caller, id);
        if (grant.state() == GrantState.ACTIVE) {
            return done;
        }
        var proof = enforcement.enforce(grant);
        var ended = grants.get(caller, id);
        var body = GrantJson.of(ended)
                .put(
                        "tookMillis",
                        Duration.ofNanos(System.nanoTime() - startNanos).toMillis());
        body.putObject("gate").put("closed", proof.closed()).set("positions", Json.MAPPER.valueToTree(proof.sorted()));
        return Answer.of(body, ended.version());
    }

    /** What the grant gives can be read. */
    Answer given(Answer done) {
        convergence.settled(done.body());
        return done;
    }
}
