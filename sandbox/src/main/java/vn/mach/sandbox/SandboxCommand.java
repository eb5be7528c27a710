package vn.mach.sandbox;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.mach.sandbox.broker.KafkaBroker;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.story.Story;

@Command(name = "sandbox", description = "Start the whole system and tell its story on real data")
final class SandboxCommand implements Callable<Integer> {
    @Option(names = "--fresh", description = "Erase the data directory first")
    private boolean fresh;

    @Option(names = "--story-only", description = "End after the story: 0 if all that was compared is equal")
    private boolean storyOnly;

    @Option(names = "--data", paramLabel = "DIR", description = "Data directory; default .mach of the checkout")
    private @Nullable Path data;

    @Option(names = "--ports", split = ",", paramLabel = "NAME=PORT", description = "Such as kafka=9092,api=8080")
    private Map<Endpoint, Integer> ports = new LinkedHashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        var report = System.out;
        try (var installation = Installation.open(options(), report)) {
            var data = installation.data().path();
            KafkaBroker.onFatalFault(
                    fault -> SandboxMain.endTheJvm(fault, data)); // before the start: it may die of one there
            return run(installation);
        }
    }

    /** What went wrong is said before everything is closed, which may take its time. */
    private int run(Installation installation) throws InterruptedException {
        try {
            return tell(new StartSequence(installation).run(Story::enrol));
        } catch (RuntimeException e) {
            return KafkaBroker.hasMetFault()
                    ? 1
                    : SandboxMain.failed(e, installation.data().path()); // the fault was said, the rest follows from it
        }
    }

    private int tell(Sandbox sandbox) throws InterruptedException {
        LoggerFactory.getLogger(SandboxMain.class).info("ready");
        var story = new Story(sandbox);
        var told = story.run();
        if (storyOnly) {
            return told ? 0 : 1;
        }
        new AccessNotes(sandbox).print(story.readerSecret());
        new CountDownLatch(1).await(); // until Ctrl-C, whose hook stops everything
        return 0;
    }

    private Options options() {
        var defaults = Options.defaults(Home.find());
        return new Options(defaults.home(), data == null ? defaults.data() : data, fresh, ports, false);
    }
}
