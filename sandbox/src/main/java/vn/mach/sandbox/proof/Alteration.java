package vn.mach.sandbox.proof;

/**
 * What is done to the table of land parcels so that it does not fit its contract any more, and the remedy, each in SQL for one
 * transaction. A row that is changed on the way has its number counted up, as by every change.
 */
enum Alteration {
    WIDENED(
            "area_m2",
            "alter table land_parcel alter area_m2 type numeric(20,6);"
                    + "update land_parcel set number = number + 1, area_m2 = 1.234567",
            "alter table land_parcel alter area_m2 type numeric(14,2)"),
    RETYPED(
            "sheet",
            "alter table land_parcel alter sheet type text",
            "alter table land_parcel alter sheet type int using sheet::int"),
    DROPPED(
            "purpose",
            "alter table land_parcel drop purpose",
            "alter table land_parcel add purpose text not null default 'rice'"),
    RENAMED(
            "purpose",
            "alter table land_parcel rename purpose to usage",
            "alter table land_parcel rename usage to purpose"),
    EMPTIED(
            "purpose",
            "alter table land_parcel alter purpose drop not null;"
                    + "update land_parcel set number = number + 1, purpose = null",
            // Locked at once: row by row it would meet the workload, which has rows in another order, in a deadlock.
            "lock table land_parcel in share row exclusive mode;"
                    + "update land_parcel set number = number + 1, purpose = 'rice' where purpose is null;"
                    + "alter table land_parcel alter purpose set not null");

    private final String column;
    private final String does;
    private final String remedy;

    Alteration(String column, String does, String remedy) {
        this.column = column;
        this.does = does;
        this.remedy = remedy;
    }

    /** Which a person must be told. */
    String column() {
        return column;
    }

    String does() {
        return does;
    }

    String remedy() {
        return remedy;
    }
}
