package vn.mach.registry.agencies;

import java.util.regex.Pattern;
import vn.mach.registry.http.Refusal;

/** The forms of an agency's code: Decision 20/2020/QĐ-TTg, and QCVN 102:2016 before it. */
final class OfficialCode {
    private static final int LONGEST = 35;
    private static final Pattern FORM = Pattern.compile("[0-9A-Z]+(\\.[0-9A-Z]+)*");
    private static final Pattern OLDER_FORM = Pattern.compile("[0-9]{3}\\.[0-9]{2}\\.[0-9]{2}\\.[A-Z][0-9]{2}");

    private OfficialCode() {}

    static String require(String code) {
        if (OLDER_FORM.matcher(code).matches()) {
            throw new Refusal.Invalid(
                    "illegal-code",
                    "code: '" + code + "' is the older form: it is the alias, and the code begins with "
                            + code.substring(code.length() - 3));
        }
        if (code.length() > LONGEST || !FORM.matcher(code).matches()) {
            throw new Refusal.Invalid(
                    "illegal-code",
                    "code: groups of 0-9 and A-Z joined by dots, at most " + LONGEST + " characters, such as H49.12");
        }
        return code;
    }

    static String requireAlias(String alias) {
        if (!OLDER_FORM.matcher(alias).matches()) {
            throw new Refusal.Invalid("illegal-code", "alias: the older form of the code, such as 000.00.00.H49");
        }
        return alias;
    }
}
