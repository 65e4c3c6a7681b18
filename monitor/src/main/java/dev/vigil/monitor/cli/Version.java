package dev.vigil.monitor.cli;

import picocli.CommandLine.IVersionProvider;

/** The version, as the build wrote it into the jar's manifest. */
public final class Version implements IVersionProvider {

    /** The version; {@code development} where classes run without a jar. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "vigil " + text(),
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
