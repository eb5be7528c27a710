package vn.mach.sandbox;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.story.Story;

/**
 * Gives a test the running system: {@code @ExtendWith(SandboxExtension.class)} and a parameter {@link Sandbox}. It is
 * started on free ports when the first test asks, shared by all, and closed after the last.
 */
public final class SandboxExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(Sandbox.class);
    }

    @Override
    public Sandbox resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SandboxExtension.class))
                .getOrComputeIfAbsent("sandbox", key -> start(), Sandbox.class);
    }

    private static Sandbox start() {
        var home = Home.find();
        var data = home.directory().resolve("sandbox/target/it/sandbox");
        return Sandbox.start(Options.isolated(home, data), Story::enrol, System.out);
    }
}
