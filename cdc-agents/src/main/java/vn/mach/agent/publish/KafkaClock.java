package vn.mach.agent.publish;

import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.KafkaException;
import vn.mach.agent.check.Finding;
import vn.mach.agent.progress.AgentFailure;

/** The clock of Kafka's controllers: their leader calls itself caught up at the moment of its answer. */
final class KafkaClock {
    private static final String NAME = "clock of Kafka";
    private static final long TOLERATED_MILLIS = 5_000;

    private KafkaClock() {}

    static Finding look(Admin admin, int patienceSeconds) {
        try {
            long before = System.currentTimeMillis();
            var quorum = admin.describeMetadataQuorum().quorumInfo().get(patienceSeconds, TimeUnit.SECONDS);
            long here = (before + System.currentTimeMillis()) / 2;
            var there = quorum.voters().stream()
                    .filter(voter -> voter.replicaId() == quorum.leaderId())
                    .findFirst()
                    .map(QuorumInfo.ReplicaState::lastCaughtUpTimestamp)
                    .orElse(OptionalLong.empty());
            return there.isEmpty() ? unknown("it does not tell") : of(there.getAsLong() - here);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return unknown("only a user with DESCRIBE on the cluster may ask");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure.Broken("interrupted", e);
        }
    }

    private static Finding of(long ahead) {
        var detail = "is " + Math.abs(ahead) + " ms " + (ahead < 0 ? "behind" : "ahead of") + " the agent's";
        return Math.abs(ahead) > TOLERATED_MILLIS
                ? Finding.warn(NAME, detail, "synchronise both hosts with NTP")
                : Finding.ok(NAME, detail);
    }

    private static Finding unknown(String reason) {
        return Finding.ok(
                NAME, "not checked: " + reason + "; no event and no offset depends on it, they carry the agent's time");
    }
}
