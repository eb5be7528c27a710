/** The agent beside its own limits: Debezium's engine that drops everything, and PostgreSQL's log read into nothing. */
@NullMarked
package vn.mach.benchmark.agent;

import org.jspecify.annotations.NullMarked;
