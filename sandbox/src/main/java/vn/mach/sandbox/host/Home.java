package vn.mach.sandbox.host;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** The built checkout: where each module's jar and its libraries are. */
public record Home(Path directory) {
    public static final String PROPERTY = "mach.home";

    public Home {
        directory = directory.toAbsolutePath().normalize();
        if (!Files.exists(directory.resolve("sandbox").resolve("pom.xml"))) {
            throw SandboxFailure.usage("No Mạch checkout in " + directory + ": start through ./mach of the checkout");
        }
    }

    /** From the system property {@value #PROPERTY}, which {@code ./mach} and the build set. */
    public static Home find() {
        return new Home(Path.of(System.getProperty(PROPERTY, "")));
    }

    /** The class path on which the main of a module runs; refuses when the module is not built. */
    public String classPath(String module) {
        var target = directory.resolve(module).resolve("target");
        return require(target.resolve(module + ".jar")) + File.pathSeparator + target.resolve("lib") + "/*";
    }

    /** The runnable jar of the schema registry, unpacked by the build. */
    public Path schemaRegistryJar() {
        return require(directory.resolve("sandbox/target/apicurio/apicurio-registry-app-3.0.9-runner.jar"));
    }

    /** Where binaries are unpacked once for every data directory. */
    public Path unpacked() {
        return directory.resolve("sandbox/target");
    }

    /** The JVM of this process runs the others too. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Path require(Path file) {
        if (!Files.exists(file)) {
            throw SandboxFailure.usage(file + " is missing: build it with ./mach build");
        }
        return file;
    }
}
