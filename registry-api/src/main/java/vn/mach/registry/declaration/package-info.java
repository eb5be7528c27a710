/** The registry as one text: exported, compared, and made so. */
@NullMarked
package vn.mach.registry.declaration;

import org.jspecify.annotations.NullMarked;
