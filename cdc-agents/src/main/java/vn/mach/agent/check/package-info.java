/** What is found about the things an agent needs: verdict, detail, remedy. */
@NullMarked
package vn.mach.agent.check;

import org.jspecify.annotations.NullMarked;
