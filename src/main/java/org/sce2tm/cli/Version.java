package org.sce2tm.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the running jar, {@code "development"} outside one. */
public final class Version implements IVersionProvider {
    public static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {current()};
    }
}
