package vn.mach.sandbox.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.mach.sandbox.host.Home;

/** The short form of every proof there is. */
class ProofsIT {
    @ParameterizedTest
    @CsvSource({
        "P1, 1", "P2, 1", "P3, 1", "P4, 2", "P5, 1", "P6, 3", "P7, 1", "P8, 1", "P9, 1", "P10, 3", "P11, 3", "P12, 1"
    })
    void the_promise_holds(String promise, int runs) {
        assertThat(new Proofs(Home.find(), System.out).prove(promise, runs, 42)).isZero();
    }
}
