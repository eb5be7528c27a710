/** A view: SELECT columns FROM dataset WHERE condition. Defined as data, bound to a contract once, evaluated many times. The registry and the router run this same code. */
@NullMarked
package vn.mach.view;

import org.jspecify.annotations.NullMarked;
