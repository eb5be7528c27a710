package vn.mach.registry.http;

/** Is told of every refused act of a known caller, so that it can be remembered. */
@FunctionalInterface
public interface RefusalObserver {
    void refused(Caller caller, String act, Refusal refusal);
}
