/** Capture from PostgreSQL: checks before the start, Debezium's engine, rows to contracts. Debezium's types live only here. */
@NullMarked
package vn.mach.agent.postgresql;

import org.jspecify.annotations.NullMarked;
