/** Sharing platforms of agencies (LGSP): their life, "LGSP as a service" in one call, and how far the country is joined. */
@NullMarked
package vn.mach.registry.platforms;

import org.jspecify.annotations.NullMarked;
