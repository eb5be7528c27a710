package vn.mach.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import vn.mach.sandbox.broker.SystemUsers;
import vn.mach.sandbox.host.DataDirectory;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.host.SandboxFailure;
import vn.mach.sandbox.identity.IdentityProvider;
import vn.mach.sandbox.postgres.PostgresServer;
import vn.mach.sandbox.schemaregistry.SchemaRegistryServer;

/** The configuration files of the components, as an operator would write them; no secret is in them. */
final class Configurations {
    static final String KAFKA_PASSWORD = "MACH_KAFKA_PASSWORD";
    static final String DATABASE_PASSWORD = "MACH_DATABASE_PASSWORD";
    static final String PSEUDONYM_SECRET = "MACH_PSEUDONYM_SECRET";
    static final String DATABASE = "registry";

    private final DataDirectory data;

    Configurations(DataDirectory data) {
        this.data = data;
    }

    Path registry(Ports ports, PostgresServer postgres, SchemaRegistryServer schemas, IdentityProvider identity) {
        return write("registry-api", """
                http:
                  host: %s
                  port: %d
                database:
                  url: %s
                  user: %s
                  password: ${env:%s}
                kafka:
                  bootstrap: %s
                  user: %s
                  password: ${env:%s}
                schema-registry:
                  url: %s
                identity:
                  issuer: %s
                  jwks: %s
                  audience: %s
                """.formatted(
                        Ports.LOOPBACK,
                        ports.of(Endpoint.API),
                        postgres.url(DATABASE),
                        DATABASE,
                        DATABASE_PASSWORD,
                        ports.address(Endpoint.KAFKA),
                        SystemUsers.REGISTRY,
                        KAFKA_PASSWORD,
                        schemas.url(),
                        identity.issuer(),
                        identity.jwks(),
                        IdentityProvider.AUDIENCE));
    }

    /** @param name of the component, which its state directory has too, so that there may be several */
    Path router(String name, int operatePort, Ports ports, SchemaRegistryServer schemas) {
        return write(name, """
                kafka:
                  bootstrap: %s
                  user: %s
                  password: ${env:%s}
                schema-registry:
                  url: %s
                state: %s
                instance: %s
                pseudonym-secret: ${env:%s}
                operate: {port: %d}
                """.formatted(
                        ports.address(Endpoint.KAFKA),
                        SystemUsers.ROUTER,
                        KAFKA_PASSWORD,
                        schemas.url(),
                        data.state(name),
                        name,
                        PSEUDONYM_SECRET,
                        operatePort));
    }

    Path agent(AgentSetup setup) {
        return write(setup.component(), setup.configuration());
    }

    private Path write(String name, String yaml) {
        var file = data.configuration().resolve(name + ".yaml");
        try {
            return Files.writeString(file, yaml);
        } catch (IOException e) {
            throw SandboxFailure.broken(file + " cannot be written", e);
        }
    }
}
