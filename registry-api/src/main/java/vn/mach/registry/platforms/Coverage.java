package vn.mach.registry.platforms;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.agencies.Agency;

/**
 * How much of the state is joined: of the agencies there were on a day, those whose platform, or that of an agency which
 * had ended in them, was connected at its end.
 *
 * @param responsible who answers for an agency on a day
 */
record Coverage(
        List<Agency> agencies, List<Platform> platforms, BiFunction<AgencyId, LocalDate, AgencyId> responsible) {
    Coverage {
        agencies = List.copyOf(agencies);
        platforms = List.copyOf(platforms);
    }

    /** @param percent to one decimal; null where there is no agency */
    record Share(
            String level,
            int agencies,
            int joined,
            @Nullable BigDecimal percent) {}

    /** The share of each level, and of all agencies under {@code all}. */
    record Day(LocalDate at, List<Share> levels) {}

    Day on(LocalDate day) {
        var connected = new HashSet<AgencyId>();
        platforms.stream()
                .filter(platform -> platform.isConnectedOn(day))
                .forEach(platform -> connected.add(responsible.apply(platform.agency(), day)));
        var there = agencies.stream().filter(agency -> agency.isThereOn(day)).toList();
        var shares = new ArrayList<Share>();
        Stream.of(Agency.Level.values())
                .map(level -> share(
                        level.code(),
                        there.stream().filter(agency -> agency.level() == level).toList(),
                        connected))
                .forEach(shares::add);
        shares.add(share("all", there, connected));
        return new Day(day, shares);
    }

    private static Share share(String level, List<Agency> there, Set<AgencyId> connected) {
        int joined = (int) there.stream()
                .filter(agency -> connected.contains(agency.slug()))
                .count();
        var percent = there.isEmpty()
                ? null
                : BigDecimal.valueOf(100L * joined).divide(BigDecimal.valueOf(there.size()), 1, RoundingMode.HALF_UP);
        return new Share(level, there.size(), joined, percent);
    }

    /** The end of each year or month from one day to another, and that other day. */
    List<Day> between(LocalDate from, LocalDate to, Step step) {
        var days = new ArrayList<Day>();
        for (var day = step.end(from); day.isBefore(to); day = step.end(day.plusDays(1))) {
            days.add(on(day));
        }
        days.add(on(to));
        return days;
    }

    enum Step {
        MONTH,
        YEAR;

        LocalDate end(LocalDate day) {
            return this == MONTH ? day.withDayOfMonth(day.lengthOfMonth()) : LocalDate.of(day.getYear(), 12, 31);
        }
    }
}
