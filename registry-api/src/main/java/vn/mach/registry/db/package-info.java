/** The registry database: pool, migrations, transactions. */
@NullMarked
package vn.mach.registry.db;

import org.jspecify.annotations.NullMarked;
