package vn.mach.agent.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.List;
import vn.mach.agent.check.Finding.Verdict;

/** All findings about an agent. */
public record Report(String agent, List<Finding> findings) {
    private static final int WIDEST_NAME = 40;

    public Report {
        findings = List.copyOf(findings);
    }

    /** 0 if the agent can capture, 1 if something failed. */
    public int exitCode() {
        return count(Verdict.FAIL) > 0 ? 1 : 0;
    }

    /** A table for people; each remedy is a line below what it remedies. */
    public String text() {
        int width = Math.min(
                WIDEST_NAME,
                findings.stream()
                        .mapToInt(finding -> finding.check().length())
                        .max()
                        .orElse(0));
        var text = new StringBuilder();
        for (var finding : findings) {
            line(text, width, finding.verdict().name(), finding.check(), finding.detail());
            if (!finding.remedy().isEmpty()) {
                line(text, width, "", "", "-> " + finding.remedy());
            }
        }
        return text.append(System.lineSeparator())
                .append(summary())
                .append(System.lineSeparator())
                .toString();
    }

    private static void line(StringBuilder text, int width, String verdict, String check, String detail) {
        text.append(String.format("%-5s %-" + Math.max(1, width) + "s  %s%n", verdict, check, detail));
    }

    private String summary() {
        return "agent " + agent + ": " + count(Verdict.OK) + " OK, " + count(Verdict.WARN) + " WARN, "
                + count(Verdict.FAIL) + " FAIL";
    }

    /** For programs: {@code agent}, {@code verdict} (the worst) and {@code findings}. */
    public String json() {
        var report = new LinkedHashMap<String, Object>();
        report.put("agent", agent);
        report.put("verdict", worst());
        report.put("findings", findings.stream().map(Report::fields).toList());
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report)
                    + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LinkedHashMap<String, Object> fields(Finding finding) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("check", finding.check());
        fields.put("verdict", finding.verdict());
        fields.put("detail", finding.detail());
        fields.put("remedy", finding.remedy());
        return fields;
    }

    private Verdict worst() {
        return findings.stream().map(Finding::verdict).max(Verdict::compareTo).orElse(Verdict.OK);
    }

    private long count(Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }
}
