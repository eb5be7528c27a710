package vn.mach.agent.operate;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.operate.Reading.Now;
import vn.mach.agent.publish.AgentStatus.Held;

/**
 * An agent at one moment. As JSON it is the answer of {@code GET /status}; names there are in snake_case.
 *
 * @param state one of {@code StatusReporter.State}
 * @param reason of WAITING, FAILED and GAP, in one line
 * @param since when the state began, ISO 8601
 * @param reading while tables are read as a whole
 * @param lagMillis from commit to visible, of the last change; null before the first
 * @param log null while the database has not told it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record View(
        String agent,
        String state,
        @Nullable String reason,
        String since,
        List<Table> tables,
        @Nullable Now reading,
        @Nullable Long lagMillis,
        long transactions,
        @Nullable Log log,
        @Nullable LastError lastError) {
    public View {
        tables = List.copyOf(tables);
    }

    /**
     * A table.
     *
     * @param rows visible since the process began, by operation ({@code create, update, delete, read})
     * @param bytes of their keys and values
     * @param held why its changes wait, and how many; null while they flow
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Table(
            String table,
            String dataset,
            Map<String, Long> rows,
            long bytes,
            @Nullable Held held) {}

    /** The log that is kept for the agent; {@code level} is one of {@code KeptLog.Level}. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Log(
            String slot,
            long keptBytes,
            long lagBytes,
            long budgetBytes,
            String level,
            String walStatus,
            @Nullable Long safeWalSize,
            @Nullable Long maxSlotWalKeepSize,
            String seen) {}

    /** What was last told as an error, and when. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record LastError(String message, String at) {}
}
