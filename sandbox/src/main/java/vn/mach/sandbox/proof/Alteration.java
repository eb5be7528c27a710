package vn.mach.sandbox.proof;

import java.util.List;

/**
 * What is done to the table of land parcels so that it does not fit its contract any more, and the remedy. A row that is changed on
 * the way has its number counted up, as by every change.
 */
enum Alteration {
    WIDENED(
            "area_m2",
            List.of(
                    "alter table land_parcel alter area_m2 type numeric(20,6)",
                    "update land_parcel set number = number + 1, area_m2 = 1.234567"),
            List.of("alter table land_parcel alter area_m2 type numeric(14,2)")),
    RETYPED(
            "sheet",
            List.of("alter table land_parcel alter sheet type text"),
            List.of("alter table land_parcel alter sheet type int using sheet::int")),
    DROPPED(
            "purpose",
            List.of("alter table land_parcel drop purpose"),
            List.of("alter table land_parcel add purpose text not null default 'rice'")),
    RENAMED(
            "purpose",
            List.of("alter table land_parcel rename purpose to usage"),
            List.of("alter table land_parcel rename usage to purpose")),
    EMPTIED(
            "purpose",
            List.of(
                    "alter table land_parcel alter purpose drop not null",
                    "update land_parcel set number = number + 1, purpose = null"),
            List.of(
                    "update land_parcel set number = number + 1, purpose = 'rice' where purpose is null",
                    "alter table land_parcel alter purpose set not null"));

    private final String column;
    private final List<String> does;
    private final List<String> remedy;

    Alteration(String column, List<String> does, List<String> remedy) {
        this.column = column;
        this.does = does;
        this.remedy = remedy;
    }

    /** Which a person must be told. */
    String column() {
        return column;
    }

    /** In one transaction. */
    List<String> does() {
        return does;
    }

    /** In one transaction. */
    List<String> remedy() {
        return remedy;
    }
}
