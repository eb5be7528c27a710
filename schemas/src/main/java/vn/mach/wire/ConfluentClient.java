package vn.mach.wire;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import vn.mach.connection.SchemaRegistryConnection;

/** Confluent's client, under the relocated names it is published with; no other class names them. Schemas cross as text. */
final class ConfluentClient {
    private static final int CACHED_SCHEMAS = 10_000;

    /** HTTP 404 of the protocol: 40401 subject, 40402 version, 40403 schema. */
    private static final int NOT_FOUND = 404;

    private static final int CONFLICT = 409;

    /** HTTP 401 and 403. */
    private static final Set<Integer> REFUSED = Set.of(401, 403);

    private final SchemaRegistryClient client;

    ConfluentClient(SchemaRegistryConnection connection) {
        var providers =
                List
                        .<org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry
                                        .SchemaProvider>
                                of(new AvroSchemaProvider());
        if (connection.url().startsWith("mock://")) {
            client = MockSchemaRegistry.getClientForScope(connection.url().substring("mock://".length()), providers);
            return;
        }
        var settings =
                new HashMap<String, Object>(Map.of("http.connect.timeout.ms", 5_000, "http.read.timeout.ms", 5_000));
        if (connection.user() != null && connection.password() != null) {
            settings.put("basic.auth.credentials.source", "USER_INFO");
            settings.put(
                    "basic.auth.user.info",
                    connection.user() + ":" + connection.password().value());
        }
        client = SchemaRegistryClientFactory.newClient(
                List.of(connection.url()), CACHED_SCHEMAS, providers, settings, Map.of());
    }

    int register(String subject, Schema schema) {
        return call("register " + subject, () -> {
            try {
                return client.register(subject, new AvroSchema(schema.toString()));
            } catch (RestClientException e) {
                if (e.getStatus() == CONFLICT) {
                    throw new SchemaRegistryException.Incompatible(subject, String.valueOf(e.getMessage()));
                }
                throw e;
            }
        });
    }

    void setCompatibility(String subject, String level) {
        var unused = call("compatibility of " + subject, () -> client.updateCompatibility(subject, level));
    }

    boolean allows(String subject, Schema schema) {
        // Not the verbose form: a registry that gives no reasons would seem to have no objection.
        return call("subject " + subject, () -> client.testCompatibility(subject, new AvroSchema(schema.toString())));
    }

    String byId(int id) {
        return call("schema id " + id, () -> client.getSchemaById(id).canonicalString());
    }

    /** Id and text. */
    Map.Entry<Integer, String> latest(String subject) {
        return call("subject " + subject, () -> {
            var latest = client.getLatestSchemaMetadata(subject);
            return Map.entry(latest.getId(), latest.getSchema());
        });
    }

    private static <T> T call(String what, Call<T> call) {
        try {
            return call.answer();
        } catch (RestClientException e) {
            if (e.getStatus() == NOT_FOUND) {
                throw new SchemaRegistryException.Unknown(what);
            }
            var act = String.format(Locale.ROOT, "answer (%s, HTTP %d)", what, e.getStatus());
            throw REFUSED.contains(e.getStatus())
                    ? new SchemaRegistryException.Refused(act, e)
                    : new SchemaRegistryException.Unavailable(act, e);
        } catch (IOException e) {
            throw new SchemaRegistryException.Unavailable("answer (" + what + ")", e);
        }
    }

    private interface Call<T> {
        T answer() throws IOException, RestClientException;
    }
}
