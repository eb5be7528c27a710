package vn.mach.view;

/** Whether the router may write a view. */
public enum Gate {
    OPEN,
    /** Nothing more is written, and the router acknowledges it; a sealed view begins so, and a revocation ends it so. */
    CLOSED,
    /** The view ends: every row is deleted, then the topic is removed by the registry. */
    RETIRED
}
