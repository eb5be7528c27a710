package vn.mach.registry.grants;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The days on which offices work: Monday to Friday in Viet Nam, without holidays, with the Saturdays that were swapped for one. */
public final class WorkingDays {
    public static final ZoneId COUNTRY = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Set<LocalDate> off = new HashSet<>();
    private final Set<LocalDate> on = new HashSet<>();
    private final Set<MonthDay> yearly = new HashSet<>();

    private WorkingDays(List<String> lines) {
        for (var line : lines) {
            var cells = line.split(",", 3);
            if (cells[0].startsWith("--")) {
                yearly.add(MonthDay.parse(cells[0]));
            } else {
                (cells[1].equals("working") ? on : off).add(LocalDate.parse(cells[0]));
            }
        }
    }

    /** Those of the file {@code working-days.csv} beside this class. */
    public static WorkingDays known() {
        var stream = Objects.requireNonNull(WorkingDays.class.getResourceAsStream("working-days.csv"));
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return of(lines.lines().skip(1).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("working-days.csv cannot be read", e);
        }
    }

    /** @param lines {@code <date or --MM-dd>,<holiday|working>,<name>} */
    static WorkingDays of(List<String> lines) {
        return new WorkingDays(lines);
    }

    /** The same time of day so many working days later. What begins on a free day counts from the beginning of the next working day. */
    public Instant after(Instant from, int days) {
        var at = ZonedDateTime.ofInstant(from, COUNTRY);
        if (!works(at.toLocalDate())) {
            at = next(at).toLocalDate().atStartOfDay(COUNTRY);
        }
        for (int i = 0; i < days; i++) {
            at = next(at);
        }
        return at.toInstant();
    }

    private ZonedDateTime next(ZonedDateTime from) {
        var at = from.plusDays(1);
        while (!works(at.toLocalDate())) {
            at = at.plusDays(1);
        }
        return at;
    }

    boolean works(LocalDate day) {
        boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        return on.contains(day) || !(weekend || off.contains(day) || yearly.contains(MonthDay.from(day)));
    }
}
