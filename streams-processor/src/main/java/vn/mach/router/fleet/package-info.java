/** One Streams application for each dataset: started, watched, stopped and restarted, each alone with its illness. */
@NullMarked
package vn.mach.router.fleet;

import org.jspecify.annotations.NullMarked;
