/** What was exchanged, by view, grant and agency, over time: ingested from the router's totals. */
@NullMarked
package vn.mach.registry.statistics;

import org.jspecify.annotations.NullMarked;
