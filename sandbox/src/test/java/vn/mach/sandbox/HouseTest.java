package vn.mach.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.sandbox.host.Home;

/** The house: who may lean on whom. Checked on the compiled classes of every module. */
class HouseTest {
    private static final String[] SCHEMAS = {
        "vn.mach.naming..", "vn.mach.connection..", "vn.mach.wire..", "vn.mach.change..", "vn.mach.view.."
    };
    private static final String PRODUCER = "vn.mach.producer..";
    private static final String AGENT = "vn.mach.agent..";
    private static final String ROUTER = "vn.mach.router..";
    private static final String REGISTRY = "vn.mach.registry..";
    private static final String SANDBOX = "vn.mach.sandbox..";
    private static final String BENCHMARK = "vn.mach.benchmark..";

    private static final List<String> MODULES =
            List.of("schemas", "producers", "cdc-agents", "streams-processor", "registry-api", "sandbox", "benchmarks");

    private static JavaClasses house;

    @BeforeAll
    static void readAllModules() {
        var modules = MODULES.stream()
                .map(HouseTest::compiled)
                .filter(Files::isDirectory)
                .toArray(Path[]::new);
        house = new ClassFileImporter().importPaths(modules);
    }

    /** A rule about nothing holds: what is not compiled would be checked by none of those below. */
    @ParameterizedTest
    @ValueSource(strings = {"schemas", "producers", "cdc-agents", "streams-processor", "registry-api", "sandbox"})
    void every_module_is_there_to_be_checked(String module) throws IOException {
        assertThat(MODULES).contains(module);
        try (var files = Files.walk(compiled(module))) {
            var names = files.map(file -> compiled(module).relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.contains("package-info"))
                    .map(file -> file.replace(".class", "").replace('/', '.'))
                    .toList();
            assertThat(names).isNotEmpty().allMatch(house::contain);
        }
    }

    @Test
    void schemas_leans_on_no_other_module() {
        check(noClasses()
                .that()
                .resideInAnyPackage(SCHEMAS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PRODUCER, AGENT, ROUTER, REGISTRY, SANDBOX, BENCHMARK)
                .because("every participant agrees on schemas: move what it needs down into schemas"));
    }

    @Test
    void producers_leans_on_schemas_only() {
        check(noClasses()
                .that()
                .resideInAPackage(PRODUCER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AGENT, ROUTER, REGISTRY)
                .because("an agency takes the SDK alone: move what is shared into schemas"));
    }

    @Test
    void agents_lean_on_schemas_and_producers_only() {
        check(noClasses()
                .that()
                .resideInAPackage(AGENT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROUTER, REGISTRY)
                .because("an agent lives in an agency's network: talk through topics, or move the type into schemas"));
    }

    @Test
    void the_router_leans_on_schemas_only() {
        check(noClasses()
                .that()
                .resideInAPackage(ROUTER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PRODUCER, AGENT, REGISTRY)
                .because("the router knows the registry through ctl.views alone: move the type into schemas"));
    }

    @Test
    void the_registry_leans_on_schemas_only() {
        check(noClasses()
                .that()
                .resideInAPackage(REGISTRY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PRODUCER, AGENT, ROUTER)
                .because("the control plane runs without the data plane: move policy both need into schemas"));
    }

    @Test
    void nobody_leans_on_sandbox_or_benchmarks() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(SANDBOX, BENCHMARK)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SANDBOX, BENCHMARK)
                .because("they are not deployed: move the class to the module that owns the matter"));
    }

    @Test
    void debezium_and_connect_stay_in_the_capture_of_the_agent() {
        check(noClasses()
                .that()
                .resideInAPackage("vn.mach..")
                .and()
                .resideOutsideOfPackages(
                        "vn.mach.agent.postgresql..", "vn.mach.agent.mariadb..", "vn.mach.agent.capture..", BENCHMARK)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.debezium..", "org.apache.kafka.connect..")
                .because("Debezium can be replaced database by database: translate to our types in agent.capture"));
    }

    @Test
    void the_relocated_registry_client_has_one_user() {
        check(noClasses()
                .that()
                .resideInAPackage("vn.mach..")
                .and()
                .haveNameNotMatching("vn\\.mach\\.wire\\.ConfluentClient(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.flink..")
                .because("its relocated names end at one place: go through vn.mach.wire.SchemaCatalog"));
    }

    @Test
    void tables_and_http_of_a_feature_are_its_own() {
        check(classes()
                .that()
                .resideInAPackage(REGISTRY)
                .and()
                .resideOutsideOfPackage("vn.mach.registry.http")
                .and()
                .haveNameMatching(".*(Store|Routes)")
                .should()
                .bePackagePrivate()
                .because("features call each other's service class: ask that, never the tables or routes beside it"));
    }

    @Test
    void features_of_the_registry_form_no_cycle() {
        check(
                slices().matching("vn.mach.registry.(*)..")
                        .should()
                        .beFreeOfCycles()
                        .because(
                                "a feature is understood after those it calls: invert one call with an interface of the caller"));
    }

    @Test
    void packages_of_schemas_form_no_cycle() {
        check(slices().matching("vn.mach.(naming|connection|wire|change|view)..")
                .should()
                .beFreeOfCycles()
                .because("packages are read in one direction: move the shared type to the lower one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"producer", "agent", "router", "sandbox"})
    void packages_of_a_module_form_no_cycle(String module) {
        check(slices().matching("vn.mach." + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("packages are read in one direction: move the shared type to the lower one"));
    }

    @Test
    void no_package_is_a_drawer_for_anything() {
        check(noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..")
                .because("a name says what is inside: put the class beside what it serves"));
    }

    private static Path compiled(String module) {
        return Home.find().directory().resolve(module).resolve("target/classes");
    }

    private static void check(ArchRule rule) {
        rule.check(house);
    }
}
