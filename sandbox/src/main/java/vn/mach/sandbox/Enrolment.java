package vn.mach.sandbox;

import java.util.List;

/** Who takes part: called when the registry serves and no agent runs yet. */
@FunctionalInterface
public interface Enrolment {
    /** Nobody: a system without agencies. */
    Enrolment NOBODY = sandbox -> List.of();

    /** Enrols agencies, datasets and agents through the registry's API (again and again without harm); the agents start next. */
    List<AgentSetup> enrol(Sandbox sandbox);
}
