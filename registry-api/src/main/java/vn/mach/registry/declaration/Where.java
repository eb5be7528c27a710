package vn.mach.registry.declaration;

import vn.mach.registry.http.Refusal;

/** Puts the place in the declaration before what is said against it. */
final class Where {
    private Where() {}

    static Refusal of(String where, Refusal refusal) {
        var detail = where.isEmpty() ? refusal.detail() : where + ": " + refusal.detail();
        if (refusal instanceof Refusal.Invalid) {
            return new Refusal.Invalid(refusal.code(), detail);
        }
        if (refusal instanceof Refusal.Forbidden) {
            return new Refusal.Forbidden(refusal.code(), detail);
        }
        if (refusal instanceof Refusal.Unavailable) {
            return new Refusal.Unavailable(refusal.code(), detail);
        }
        return new Refusal.Conflict(refusal.code(), detail);
    }
}
