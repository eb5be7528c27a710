package vn.mach.registry.agencies;

import vn.mach.registry.http.Refusal;

/** How many datasets, views (retired ones aside) and accounts an agency may have. */
public record Quotas(int datasets, int views, int accounts) {
    private static final int MOST = 100_000;

    public Quotas {
        require("datasets", datasets);
        require("views", views);
        require("accounts", accounts);
    }

    /** What is counted. */
    public enum Kind {
        DATASETS,
        VIEWS,
        ACCOUNTS
    }

    int of(Kind kind) {
        return switch (kind) {
            case DATASETS -> datasets;
            case VIEWS -> views;
            case ACCOUNTS -> accounts;
        };
    }

    private static void require(String field, int most) {
        if (most < 0 || most > MOST) {
            throw new Refusal.Invalid("invalid-field", field + ": 0 to " + MOST);
        }
    }
}
