/** Child processes: started, waited for, logged, watched, ended; none outlives the sandbox unseen. */
@NullMarked
package vn.mach.sandbox.process;

import org.jspecify.annotations.NullMarked;
