/** Names of agencies, datasets, views and everything derived from them: topics, subjects, principals, groups. No bare String in a signature. */
@NullMarked
package vn.mach.naming;

import org.jspecify.annotations.NullMarked;
