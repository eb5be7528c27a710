package vn.mach.registry.datasets;

import vn.mach.registry.http.Body;

/** What people call it, in Vietnamese and in English. */
public record Title(String vi, String en) {
    public Title {
        vi = Body.text("title.vi", vi, 200);
        en = Body.text("title.en", en, 200);
    }
}
