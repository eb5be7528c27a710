package vn.mach.registry.operate;

/**
 * What the registry cannot do without.
 *
 * @param name as it is told to who operates
 * @param ask throws when it does not answer
 */
public record Dependency(String name, Runnable ask) {
    boolean answers() {
        try {
            ask.run();
            return true;
        } catch (RuntimeException e) {
            return false; // who depends on it logs why
        }
    }
}
