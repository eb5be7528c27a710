package vn.mach.connection;

import org.jspecify.annotations.Nullable;

/** How to reach a schema registry that speaks Confluent's protocol. The url includes the path, such as {@code http://host:8081/apis/ccompat/v7}. */
public record SchemaRegistryConnection(
        String url, @Nullable String user, @Nullable Secret password) {
    public SchemaRegistryConnection {
        if (url == null || !url.matches("(https?|mock)://\\S+")) {
            throw new IllegalArgumentException("url is '" + url + "': write http(s)://host:port/path");
        }
        if ((user == null) != (password == null)) {
            throw new IllegalArgumentException("user and password go together: give both or neither");
        }
    }

    public static SchemaRegistryConnection of(String url) {
        return new SchemaRegistryConnection(url, null, null);
    }
}
