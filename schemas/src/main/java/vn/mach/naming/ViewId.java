package vn.mach.naming;

import java.util.Comparator;

/** A view of a dataset, written {@code <agency>.<dataset>.<view>}. */
public record ViewId(DatasetId dataset, String slug) implements Comparable<ViewId> {
    private static final Comparator<ViewId> ORDER =
            Comparator.comparing(ViewId::dataset).thenComparing(ViewId::slug);

    public ViewId {
        Slug.require("view", slug);
    }

    public static ViewId of(DatasetId dataset, String slug) {
        return new ViewId(dataset, slug);
    }

    /** Reads {@code <agency>.<dataset>.<view>}. */
    public static ViewId parse(String text) {
        int dot = text.lastIndexOf('.');
        if (dot < 0) {
            throw new IllegalName("view", text, "write <agency>.<dataset>.<view>");
        }
        return new ViewId(DatasetId.parse(text.substring(0, dot)), text.substring(dot + 1));
    }

    /** The Avro namespace of the view's schemas. */
    public String namespace() {
        return dataset.namespace() + "." + slug.replace('-', '_');
    }

    /** {@code view.<agency>.<dataset>.<view>}: the only thing a subscriber ever reads. */
    public String topic() {
        return Topics.VIEW_PREFIX + this;
    }

    @Override
    public int compareTo(ViewId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return dataset + "." + slug;
    }
}
