package vn.mach.registry.agencies;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The 63 provinces and what became of them on 2025-07-01, with the codes of the General Statistics Office. */
public final class Provinces {
    private Provinces() {}

    /** A province as it was, and the one in which it went on: itself, or another. */
    private record Line(String code, String name, String into) {}

    private static List<Line> lines() {
        try (InputStream file =
                Objects.requireNonNull(Provinces.class.getResourceAsStream("/province-mergers-2025-07-01.csv"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .map(cells -> new Line(cells[0], cells[1], cells[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the import of agencies takes them. */
    public static String table() {
        return lines().stream()
                .map(line -> slug(line.name()) + "," + line.name() + ",province," + line.code() + ",,2004-07-08,\n")
                .collect(Collectors.joining("", "slug,name,level,code,alias,valid_from,valid_to\n", ""));
    }

    public static List<String> slugs() {
        return lines().stream().map(line -> slug(line.name())).sorted().toList();
    }

    /** Who ended in whom. */
    public static Map<String, List<String>> mergers() {
        return lines().stream()
                .filter(line -> !line.name().equals(line.into()))
                .collect(Collectors.groupingBy(
                        line -> slug(line.into()),
                        TreeMap::new,
                        Collectors.mapping(line -> slug(line.name()), Collectors.toList())));
    }

    static String slug(String name) {
        return Normalizer.normalize(name.replace('Đ', 'D').replace('đ', 'd'), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z]+", "-");
    }
}
