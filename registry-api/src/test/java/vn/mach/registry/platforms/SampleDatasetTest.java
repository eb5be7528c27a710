package vn.mach.registry.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;
import vn.mach.naming.AgencyId;

class SampleDatasetTest {
    private static final AgencyId HUE = AgencyId.of("hue");

    @Test
    void its_contract_holds_the_rules_and_its_rows_fit_it_each_with_a_key_of_its_own() {
        var contract = Contract.of(SampleDataset.id(HUE), SampleDataset.row(HUE), List.of("id"));

        var rows = SampleDataset.rows(HUE);

        assertThat(rows).hasSize(SampleDataset.ROWS).allMatch(row -> org.apache.avro.generic.GenericData.get()
                .validate(contract.row(), row));
        assertThat(rows.stream().map(row -> row.get("id")).distinct()).hasSize(SampleDataset.ROWS);
        assertThat(rows.stream().map(row -> row.get("kind")).distinct())
                .as("some are in the view and some are not")
                .contains("withdrawn", "house");
    }

    @Test
    void the_same_agency_gets_the_same_rows_again() {
        assertThat(SampleDataset.rows(HUE)).isEqualTo(SampleDataset.rows(HUE));
        assertThat(SampleDataset.rows(HUE)).isNotEqualTo(SampleDataset.rows(AgencyId.of("ca-mau")));
    }
}
