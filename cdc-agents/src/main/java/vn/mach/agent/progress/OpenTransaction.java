package vn.mach.agent.progress;

/**
 * A source transaction of which only a part is published.
 *
 * @param id as the source names it
 * @param commit of all its positions
 * @param published how many of its events are published: these are dropped when it is read again
 */
public record OpenTransaction(String id, long commit, int published) {}
