package org.sce2tm.aggregate;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium that is cut off from the network and keeps a log of what pages ask for. Needs Debian's packages
 * chromium and chromium-driver (or others of that name on the PATH); a test skips where they are missing, and fails
 * where CI=true says that they must be there.
 */
final class Browser {
    private Browser() {}

    /** @param directory for the profile and what pages download (into {@code downloads}) */
    static ChromeDriver start(Path directory) {
        Optional<File> browser = program("chromium", "chromium-browser", "google-chrome");
        Optional<File> driver = program("chromedriver");
        boolean present = browser.isPresent() && driver.isPresent();
        if (!present && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("chromium and chromedriver are missing, and CI must have them");
        }
        assumeTrue(present, "SKIPPED: needs chromium and chromedriver (Debian: apt-get install chromium-driver)");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow());
        options.addArguments(new ArrayList<>(List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--force-device-scale-factor=1",
                // Every name but none resolves: a page that asks for anything gets an error, which the log shows.
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--user-data-dir=" + directory.resolve("profile"))));
        options.setExperimentalOption(
                "prefs",
                Map.of(
                        "download.default_directory",
                        directory.resolve("downloads").toString(),
                        // A script clicks here; a user's own clicks need no permission.
                        "profile.default_content_setting_values.automatic_downloads",
                        1));
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.orElseThrow())
                .build();
        return new ChromeDriver(service, options);
    }

    private static Optional<File> program(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(Optional.ofNullable(System.getenv("PATH"))
                                .orElse("/usr/bin")
                                .split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toFile)
                .findFirst();
    }
}
