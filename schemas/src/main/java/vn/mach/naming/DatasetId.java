package vn.mach.naming;

import java.util.Comparator;

/** A dataset of an agency, written {@code <agency>.<dataset>}. */
public record DatasetId(AgencyId agency, String slug) implements Comparable<DatasetId> {
    private static final Comparator<DatasetId> ORDER =
            Comparator.comparing(DatasetId::agency).thenComparing(DatasetId::slug);

    public DatasetId {
        Slug.require("dataset", slug);
    }

    public static DatasetId of(AgencyId agency, String slug) {
        return new DatasetId(agency, slug);
    }

    /** Reads {@code <agency>.<dataset>}. */
    public static DatasetId parse(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 2) {
            throw new IllegalName("dataset", text, "write <agency>.<dataset>");
        }
        return new DatasetId(AgencyId.of(parts[0]), parts[1]);
    }

    /** The Avro namespace of the dataset's contract: {@code mach.<agency>.<dataset>} with '-' as '_'. */
    public String namespace() {
        return "mach." + agency.slug().replace('-', '_') + "." + slug.replace('-', '_');
    }

    /** {@code data.<agency>.<dataset>}: written by its agent or publisher only, read by the router only. */
    public String topic() {
        return Topics.DATA_PREFIX + this;
    }

    /** Where the dataset's bad records go; readable by its owner only. */
    public String deadLetterTopic() {
        return Topics.DEAD_LETTER_PREFIX + this;
    }

    /** Where dead letters are submitted to the dataset's router again; the router's own. */
    public String replayTopic() {
        return routerApplication() + "-replay";
    }

    /** The Streams {@code application.id}, and so the transactional-id and group prefix, of this dataset's router. */
    public String routerApplication() {
        return "router." + this;
    }

    @Override
    public int compareTo(DatasetId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return agency + "." + slug;
    }
}
