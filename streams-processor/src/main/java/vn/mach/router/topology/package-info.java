/** What the router does with one partition of one dataset, as a pure topology: no network, threads or properties. */
@NullMarked
package vn.mach.router.topology;

import org.jspecify.annotations.NullMarked;
