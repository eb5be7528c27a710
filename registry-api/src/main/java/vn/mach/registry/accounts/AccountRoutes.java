package vn.mach.registry.accounts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;

final class AccountRoutes implements Routes {
    private static final String PATH = API + "/agencies/{agency}/accounts";

    private final Accounts accounts;

    AccountRoutes(Accounts accounts) {
        this.accounts = accounts;
    }

    /** The body of a creation. */
    record NewAccount(String name) {
        NewAccount {
            name = Body.text("name", name, 31);
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(PATH, this::create, Role.MEMBER, Role.STEWARD),
                Route.get(PATH, this::list, Role.MEMBER, Role.STEWARD, Role.OPERATOR),
                Route.post(PATH + "/{name}/rotate", this::rotate, Role.MEMBER, Role.STEWARD));
    }

    private void create(Context ctx) {
        var id = new AccountId(agency(ctx), Body.read(ctx, NewAccount.class).name());
        ctx.status(201).json(answer(id, accounts.create(Caller.of(ctx), id)));
    }

    private void rotate(Context ctx) {
        var id = new AccountId(agency(ctx), ctx.pathParam("name"));
        ctx.json(answer(id, accounts.rotate(Caller.of(ctx), id)));
    }

    private void list(Context ctx) {
        ctx.json(accounts.of(Caller.of(ctx), agency(ctx)).stream()
                .map(AccountRoutes::answer)
                .toList());
    }

    private static AgencyId agency(Context ctx) {
        return AgencyId.of(ctx.pathParam("agency"));
    }

    private static ObjectNode answer(Account account) {
        var answer = answer(account.id(), null)
                .put("state", account.state())
                .put("createdAt", account.createdAt().toString());
        return account.rotatedAt() == null
                ? answer
                : answer.put("rotatedAt", account.rotatedAt().toString());
    }

    private static ObjectNode answer(AccountId id, @Nullable Secret shownOnce) {
        var answer =
                Json.MAPPER.createObjectNode().put("account", id.toString()).put("user", id.user());
        if (shownOnce != null) {
            answer.put("secret", shownOnce.value());
        }
        return answer.put("groupPrefix", id.agency().groupPrefix());
    }
}
