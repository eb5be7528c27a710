package vn.mach.sandbox.deployment;

import java.nio.file.Path;
import vn.mach.connection.ConfigFile;

/** Reads a configuration as its component does: a process of its own, with that module's class path and environment. */
final class ReadConfiguration {
    private ReadConfiguration() {}

    /** The record's class, the file, and the main class that must be there to be started. */
    public static void main(String[] arguments) throws ClassNotFoundException {
        var loader = ReadConfiguration.class.getClassLoader();
        Class.forName(arguments[2], false, loader);
        System.out.println(ConfigFile.read(Path.of(arguments[1]), Class.forName(arguments[0])));
    }
}
