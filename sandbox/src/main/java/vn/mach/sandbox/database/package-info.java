/** The agencies' own databases: what a DBA has before Mạch comes, and the SQL that lets an agent in. */
@NullMarked
package vn.mach.sandbox.database;

import org.jspecify.annotations.NullMarked;
