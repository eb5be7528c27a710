package vn.mach.registry.agencies;

import java.time.LocalDate;
import vn.mach.naming.AgencyId;

/**
 * The end of an agency in another.
 *
 * @param on the first day on which {@code into} answers for what {@code from} has
 */
public record Merger(AgencyId from, AgencyId into, LocalDate on, String legalBasis) {}
