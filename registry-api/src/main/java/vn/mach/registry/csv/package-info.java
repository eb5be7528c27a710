/** Lists that operators keep as tables, as the body of a request. */
@NullMarked
package vn.mach.registry.csv;

import org.jspecify.annotations.NullMarked;
