/** Capture from MariaDB: reads the binary log through Debezium's engine, and the tables themselves for a snapshot. */
@NullMarked
package vn.mach.agent.mariadb;

import org.jspecify.annotations.NullMarked;
