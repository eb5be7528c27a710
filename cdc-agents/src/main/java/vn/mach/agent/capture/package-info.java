/**
 * Capture from any database that Debezium knows: its engine, its records to contracts, a run. What one kind of database
 * needs is in a package of its own. Debezium's types live only in these.
 */
@NullMarked
package vn.mach.agent.capture;

import org.jspecify.annotations.NullMarked;
