package vn.mach.registry.requests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.grants.Grant;
import vn.mach.registry.json.Json;

/** A request as its parties are told of it. */
final class RequestJson {
    private RequestJson() {}

    /** @param grant to which it led */
    static ObjectNode of(AccessRequest request, Optional<Grant> grant, Instant now) {
        var answer = Json.MAPPER
                .createObjectNode()
                .put("id", request.id().toString())
                .put("state", request.state().code())
                .put("version", request.version())
                .put("dataset", request.dataset().toString());
        putKnown(answer, "view", request.view());
        answer.put("account", request.account().toString())
                .put("agency", request.requester().slug())
                .put("purpose", request.purpose())
                .put("legalBasis", request.legalBasis())
                .put("until", request.until().toString())
                .put("contact", request.contact())
                .put("submittedBy", request.submittedBy())
                .put("submittedAt", request.submittedAt().toString())
                .put("due", request.dueAt().toString())
                .put("escalated", request.isEscalated(now));
        if (request.wanted() != null) {
            answer.set("wanted", Json.MAPPER.valueToTree(request.wanted()));
        }
        if (request.state().isOpen()) {
            answer.put("waitsFor", request.state() == RequestState.SUBMITTED ? "owner" : "operator");
        }
        putKnown(answer, "renews", request.renews());
        putKnown(answer, "ownerApprovedBy", request.ownerApprover());
        putKnown(answer, "operatorApprovedBy", request.operatorApprover());
        putKnown(answer, "reason", request.reason());
        putKnown(answer, "decidedAt", request.decidedAt());
        grant.ifPresent(given -> answer.put("grant", given.id().toString())
                .put("grantState", given.state().code()));
        return answer;
    }

    private static void putKnown(ObjectNode answer, String field, @Nullable Object value) {
        if (value != null) {
            answer.put(field, value.toString());
        }
    }
}
