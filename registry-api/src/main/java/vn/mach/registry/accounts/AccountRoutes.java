package vn.mach.registry.accounts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;

final class AccountRoutes implements Routes {
    private static final String PATH = API + "/agencies/{agency}/accounts";

    private final Accounts accounts;
    private final Convergence convergence;

    AccountRoutes(Accounts accounts, Convergence convergence) {
        this.accounts = accounts;
        this.convergence = convergence;
    }

    /** The body of a creation. */
    record NewAccount(String name) {
        NewAccount {
            name = Body.text("name", name, 31);
        }
    }

    /** The body of a rotation; {@code overlap} is an ISO 8601 duration. */
    record Rotation(@Nullable String overlap) {
        private static final Duration LONGEST = Duration.ofDays(30);

        @Nullable
        Duration duration() {
            if (overlap == null) {
                return null;
            }
            try {
                var duration = Duration.parse(overlap);
                if (duration.compareTo(Duration.ofSeconds(1)) >= 0 && duration.compareTo(LONGEST) <= 0) {
                    return duration;
                }
            } catch (DateTimeParseException e) {
                throw illegal();
            }
            throw illegal();
        }

        private static Refusal illegal() {
            return new Refusal.Invalid(
                    "invalid-field", "overlap: an ISO 8601 duration from PT1S to P30D, such as PT24H");
        }
    }

    /** The body of a disabling. */
    record Disabling(String reason) {
        Disabling {
            reason = Body.text("reason", reason, 500);
        }
    }

    /** The body of a quota. */
    record NewQuota(
            @Nullable Long producerByteRate,
            @Nullable Long consumerByteRate,
            @Nullable Double requestPercentage) {
        Quota quota() {
            return new Quota(
                    Math.round(positive("producerByteRate", producerByteRate)),
                    Math.round(positive("consumerByteRate", consumerByteRate)),
                    positive("requestPercentage", requestPercentage));
        }

        private static double positive(String field, @Nullable Number value) {
            double number = Body.required(field, value).doubleValue();
            if (!(number > 0 && number < 1e15)) {
                throw new Refusal.Invalid("invalid-field", field + ": a positive number");
            }
            return number;
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(PATH, this::create, Role.MEMBER, Role.STEWARD),
                Route.get(PATH, this::list, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.post(PATH + "/{name}/rotate", this::rotate, Role.MEMBER, Role.STEWARD),
                Route.post(PATH + "/{name}/disable", this::disable, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.post(PATH + "/{name}/enable", this::enable, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.put(PATH + "/{name}/quota", this::setQuota, Role.OPERATOR));
    }

    private void create(Context ctx) {
        var id = new AccountId(agency(ctx), Body.read(ctx, NewAccount.class).name());
        var secret = accounts.create(Caller.of(ctx), id);
        var answer = answer(id, new Rotated(secret, ScramMechanism.SCRAM_SHA_512, null));
        ctx.status(201).json(convergence.settled(answer)); // its quota holds from the first byte on
    }

    private void rotate(Context ctx) {
        boolean hasBody = ctx.contentLength() > 0 || ctx.header("Transfer-Encoding") != null;
        var rotation = hasBody ? Body.read(ctx, Rotation.class) : new Rotation(null);
        var rotated = accounts.rotate(Caller.of(ctx), id(ctx), rotation.duration());
        var answer = answer(id(ctx), rotated);
        // The reconciler learns when the overlap ends.
        ctx.json(rotated.previousUntil() == null ? answer : convergence.settled(answer));
    }

    /** Answers when it is true in Kafka, or that it is pending. */
    private void disable(Context ctx) {
        var reason = Body.read(ctx, Disabling.class).reason();
        ctx.json(convergence.settled(answer(accounts.disable(Caller.of(ctx), id(ctx), reason))));
    }

    private void enable(Context ctx) {
        ctx.json(convergence.settled(answer(accounts.enable(Caller.of(ctx), id(ctx)))));
    }

    private void setQuota(Context ctx) {
        var quota = Body.read(ctx, NewQuota.class).quota();
        ctx.json(convergence.settled(answer(accounts.setQuota(Caller.of(ctx), id(ctx), quota))));
    }

    private void list(Context ctx) {
        accounts.of(Caller.of(ctx), agency(ctx), Page.of(ctx))
                .map(AccountRoutes::answer)
                .send(ctx);
    }

    private static AccountId id(Context ctx) {
        return new AccountId(agency(ctx), ctx.pathParam("name"));
    }

    private static AgencyId agency(Context ctx) {
        return AgencyId.of(ctx.pathParam("agency"));
    }

    private static ObjectNode answer(Account account) {
        var answer = named(account.id())
                .put("state", account.state().code())
                .put("mechanism", account.mechanism().mechanismName())
                .put("createdAt", account.createdAt().toString());
        put(answer, "rotatedAt", account.rotatedAt());
        put(answer, "previousUntil", account.previousUntil());
        put(answer, "lastUsedAt", account.lastUsedAt());
        put(
                answer,
                "disabledBy",
                account.disabledBy() == null ? null : account.disabledBy().code());
        answer.set("quota", Json.MAPPER.valueToTree(account.quota()));
        return answer;
    }

    private static ObjectNode answer(AccountId id, Rotated rotated) {
        var answer = named(id)
                .put("mechanism", rotated.mechanism().mechanismName())
                .put("secret", rotated.secret().value());
        put(answer, "previousUntil", rotated.previousUntil());
        return answer;
    }

    private static void put(ObjectNode answer, String field, @Nullable Object value) {
        if (value != null) {
            answer.put(field, value.toString());
        }
    }

    private static ObjectNode named(AccountId id) {
        return Json.MAPPER
                .createObjectNode()
                .put("account", id.toString())
                .put("user", id.user())
                .put("groupPrefix", id.agency().groupPrefix());
    }
}
