package vn.mach.sandbox.story;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** People who do not exist. The same seed gives the same people. */
final class People {
    private static final List<String> FAMILY = List.of(
            "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
            "Dương", "Lý");
    private static final List<String> MIDDLE =
            List.of("Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thanh", "Quốc", "Xuân", "Thu", "Gia", "Bảo");
    private static final List<String> GIVEN = List.of(
            "An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hạnh", "Hiếu", "Hoa", "Hùng", "Khánh", "Lan", "Linh", "Long",
            "Mai", "Nam", "Nga", "Phúc", "Quân", "Sơn", "Tâm", "Thảo", "Trang", "Tuấn", "Vy", "Ý");
    private static final LocalDate OLDEST = LocalDate.of(1926, 1, 1);
    private static final int DAYS = 35_000;

    /** About one in twelve lives in Hà Nội. */
    private static final int HANOI_SHARE = 12;

    record Person(String idNumber, String name, LocalDate birth, String province, String phone) {}

    private final RandomGenerator random;
    private final List<String> provinces;
    private int serial;

    People(long seed, List<String> provinces) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.provinces = provinces;
    }

    Person next() {
        var birth = OLDEST.plusDays(random.nextInt(DAYS));
        var province = random.nextInt(HANOI_SHARE) == 0 ? Moj.HANOI : one(provinces);
        serial++;
        return new Person(
                String.format(Locale.ROOT, "0%s%02d%07d", province, birth.getYear() % 100, serial),
                one(FAMILY) + " " + one(MIDDLE) + " " + one(GIVEN),
                birth,
                province,
                String.format(Locale.ROOT, "09%08d", random.nextInt(100_000_000)));
    }

    String name() {
        return one(FAMILY) + " " + one(MIDDLE) + " " + one(GIVEN);
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
