package vn.mach.sandbox.identity;

import java.util.Set;

/** Somebody with a login of the sandbox's identity provider. */
public record DemoUser(String name, String agency, Set<String> roles) {
    public static final DemoUser OPERATOR = new DemoUser("operator", "mic", Set.of("operator"));
    public static final DemoUser STEWARD_GSO = new DemoUser("steward.gso", "gso", Set.of("steward"));
    public static final DemoUser STEWARD_MOJ = new DemoUser("steward.moj", "moj", Set.of("steward"));
    public static final DemoUser DEVELOPER_HANOI = new DemoUser("dev.hanoi", "hanoi", Set.of("member"));

    public static final Set<DemoUser> ALL = Set.of(OPERATOR, STEWARD_GSO, STEWARD_MOJ, DEVELOPER_HANOI);

    public DemoUser {
        roles = Set.copyOf(roles);
    }
}
