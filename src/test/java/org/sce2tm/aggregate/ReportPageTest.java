package org.sce2tm.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** The page of the fake results, opened from disk in a browser without a network. */
class ReportPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static Optional<ChromeDriver> started = Optional.empty();

    @BeforeAll
    static void open() {
        ChromeDriver browser = Browser.start(directory);
        started = Optional.of(browser);
        FakeResults.write(directory.resolve("in"));
        Aggregation.run(new AggregateOptions(
                List.of(directory.resolve("in/manifest.csv")),
                List.of(directory.resolve("in/expected.csv")),
                Optional.of(directory.resolve("in/trace.txt")),
                Optional.of(directory.resolve("in/versions.yml")),
                directory.resolve("out"),
                AggregateOptions.MAXIMUM_POINTS));
    }

    @AfterAll
    static void close() {
        started.ifPresent(ChromeDriver::quit);
    }

    @BeforeEach
    void load() {
        width(1400);
        browser().get(directory.resolve("out/report.html").toUri().toString());
        browser().manage().logs().get(LogType.BROWSER);
        browser().manage().logs().get(LogType.PERFORMANCE);
        browser().navigate().refresh();
        waitFor("document.documentElement.dataset.ready === 'true'");
    }

    @Test
    void everythingIsDrawnWithoutAnErrorAndWithoutARequest() throws IOException {
        drawEverything();
        assertThat(browser().manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        List<String> requests = new ArrayList<>();
        for (LogEntry entry : browser().manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = new ObjectMapper().readTree(entry.getMessage()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                requests.add(message.path("params").path("request").path("url").asText());
            }
        }
        // The page itself is the only file; the icon is a data: address.
        assertThat(requests).isNotEmpty().allMatch(url -> url.endsWith("/report.html") || url.startsWith("data:"));
        assertThat(number("return performance.getEntriesByType('resource')"
                        + ".filter(e => !/^(data|blob):/.test(e.name)).length"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1400, 800})
    void nothingStandsOutOfThePage(int width) {
        width(width);
        drawEverything();
        assertThat(number("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(number("return document.documentElement.clientWidth"));
        assertThat(number("return document.querySelectorAll('.chart:not(.empty)').length"))
                .isGreaterThan(15);
        assertThat(number("return document.querySelectorAll('.chart:not(.empty) canvas').length"))
                .isEqualTo(number("return document.querySelectorAll('.chart:not(.empty)').length"));
    }

    @Test
    void theWidestTableNeedsNoScrollingOnALargeScreen() {
        assertThat(number("return document.querySelector('#metrics-table .scroll').scrollWidth"))
                .isLessThanOrEqualTo(number("return document.querySelector('#metrics-table .scroll').clientWidth"));
    }

    @Test
    void aClickOnAMetricSortsTheSettingsAndUndefinedOnesStayLast() {
        assertThat(settings()).containsExactly("scE2TM", "w/o ECR", "PCA + Louvain");
        WebElement button = metricButton("ARI");
        button.click();
        assertThat(settings()).containsExactly("scE2TM", "w/o ECR", "PCA + Louvain");
        assertThat(header("ARI").getDomAttribute("aria-sort")).isEqualTo("descending");
        button.click();
        assertThat(settings()).containsExactly("PCA + Louvain", "w/o ECR", "scE2TM");
        metricButton("TD").click();
        assertThat(settings()).containsExactly("scE2TM", "w/o ECR", "PCA + Louvain");
        metricButton("TD").click();
        assertThat(settings()).containsExactly("w/o ECR", "scE2TM", "PCA + Louvain");
    }

    @Test
    void theKeyboardSortsToo() {
        WebElement button = metricButton("ARI");
        button.sendKeys(Keys.ENTER);
        button.sendKeys(Keys.ENTER);
        assertThat(settings()).containsExactly("PCA + Louvain", "w/o ECR", "scE2TM");
    }

    @Test
    void theTableShowsTheSummarysNumbersAndBoldsTheBest() {
        assertThat(cell("scE2TM", "TD").getText()).isEqualTo("0.775\n± 0.106");
        assertThat(cell("scE2TM", "TD").findElements(By.tagName("b"))).hasSize(1);
        assertThat(cell("w/o ECR", "TD").findElements(By.tagName("b"))).isEmpty();
        assertThat(cell("scE2TM", "ARI").getText()).isEqualTo("0.850\nn = 1 of 2");
        assertThat(cell("PCA + Louvain", "TD").getText()).isEqualTo("n/a");
        assertThat(cell("PCA + Louvain", "TD").getDomAttribute("title"))
                .isEqualTo("Not applicable: the model has no topics");
    }

    @Test
    void controlsStandLastAreMarkedAndNeverBold(@TempDir Path in) {
        FakeResults.writeWithControls(in);
        openReportOf(in);
        metricButton("ARI").click();
        assertThat(settings())
                .containsExactly(
                        "scE2TM",
                        "w/o ECR",
                        "told\nknows the number of types\nfed log1p",
                        "PCA + Louvain",
                        "random\ncontrol: worst",
                        "labels\ncontrol: best");
        assertThat(browser().findElements(By.cssSelector("#metrics-table tbody.foot td b")))
                .isEmpty();
        assertThat(browser().findElement(By.id("verdict")).getText()).doesNotContain("labels", "random");
        assertThat(find("#short-table").getText())
                .contains("random, of 50 topics, scores 130")
                .doesNotContain("scores 0.700"); // ORA_U is the same for all
        assertThat(find("#settings").getText()).contains("w/o ECR sce2tm – --ecr-weight 0", "random random 50 –");
        assertThat(browser().findElements(By.cssSelector("#efficiency-table tbody tr")))
                .hasSize(4);
        find("#variants").click();
        assertThat(cell("told\nknows the number of types\nfed log1p", "ARI_native")
                        .getText())
                .isEqualTo("0.750\nn = 1 of 2");
        assertThat(cell("w/o ECR", "ARI_native").getText()).isEqualTo("n/a");
        assertThat(cell("w/o ECR", "ARI_native").getDomAttribute("title"))
                .startsWith("Not applicable: the method has no clusters of its own (obs/native_cluster)");
        drawEverything();
        find("#maps-controls [data-key=nativeClusters]").click();
        waitFor("document.querySelector('#maps-charts [data-colour=nativeClusters] canvas') !== null");
        assertThat(find("#maps-charts").getText())
                .contains("3 own clusters")
                .contains("the method has no clusters of its own");
        assertThat(browser().manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    @Test
    void aDatasetFiltersTheTableToItsSeeds() {
        choose("metrics-controls", "Data set", "islets");
        assertThat(cell("scE2TM", "TD").getText()).isEqualTo("0.850\n± 0.071");
        assertThat(cell("w/o ECR", "TD").getText()).isEqualTo("0.500\nn = 1 of 2");
        choose("metrics-controls", "Data set", "blood");
        assertThat(cell("scE2TM", "ARI").getText()).isEqualTo("–");
        assertThat(cell("scE2TM", "ARI").getDomAttribute("title")).contains("no labels were given");
    }

    @Test
    void variantsAndGroupsOfMetricsCanBeChosen() {
        assertThat(columns()).contains("TD").doesNotContain("TD_once");
        find("#variants").click();
        assertThat(columns()).contains("TD_once");
        find("#metrics-controls [data-key=clustering]").click();
        assertThat(columns()).containsExactly("ARI", "NMI", "AMI", "ASW", "ARI_native", "NMI_native");
    }

    @Test
    void aMetricIsExplainedOnFocusAndOnHover() {
        browser().executeScript("arguments[0].focus()", metricButton("ARI"));
        assertThat(find("#tip").isDisplayed()).isTrue();
        assertThat(find("#tip").getText()).contains("Adjusted Rand index", "Higher is better", "Needs labels");
        find("body").sendKeys(Keys.ESCAPE);
        assertThat(find("#tip").isDisplayed()).isFalse();
    }

    @Test
    void holesStandInsAndReasonsAreNamed() {
        String quality = find("#findings").getText();
        assertThat(quality)
                .contains(FakeResults.BAD_DATA_REASON)
                .contains("islets · w/o ECR · seed 2")
                .contains("no output and no status: the task was lost")
                .contains("The second view is a stand-in, not external knowledge")
                .contains("blood: not counts");
        assertThat(find("#banner").getText()).contains("blood is a stand-in, not external knowledge");
        assertThat(find("#holes").getText()).contains("bad data").contains("missing");
        assertThat(browser().findElements(By.cssSelector("#grid-table .cell"))).hasSize(12);
        assertThat(browser().findElements(By.cssSelector("#grid-table .cell.done")))
                .hasSize(10);
        assertThat(find("#lead").getText()).contains("10 of 12 expected runs are complete");
    }

    @Test
    void theSummaryIsCarefulWithTwoDatasets() {
        assertThat(find("#verdict").getText())
                .contains("scE2TM leads")
                .contains("No lead over a runner-up is significant");
        assertThat(find("#short-table").getText()).contains("2 data sets are too few for significance", "a tie");
    }

    @Test
    void onOneDatasetAMethodThatDrawsNothingIsRankedByItsOneRun(@TempDir Path in) throws IOException {
        FakeResults.write(in);
        for (String table : List.of("manifest.csv", "expected.csv")) {
            Path file = in.resolve(table);
            Files.write(
                    file,
                    Files.readAllLines(file).stream()
                            .filter(line -> !line.startsWith("blood,"))
                            .filter(line -> !line.matches("islets,PCA [^,]*,[^,]*,2,.*"))
                            .toList());
        }
        openReportOf(in);
        // one of two runs of w/o ECR is a hole, and that is another matter
        assertThat(find("#short-table").getText())
                .contains("not ranked, fewer runs: w/o ECR")
                .doesNotContain("fewer runs: PCA", ", PCA + Louvain");
    }

    @Test
    void mapsChangeTheirColoursWithTheSwitch() {
        drawEverything();
        assertThat(browser().findElements(By.cssSelector("#maps-controls [data-key=nativeClusters]")))
                .as("no method has clusters of its own")
                .isEmpty();
        String labels = mapPicture();
        find("#maps-controls [data-key=topics]").click();
        waitFor("document.querySelector('#maps-charts [data-colour=topics] canvas') !== null");
        String topics = mapPicture();
        assertThat(topics).isNotEqualTo(labels);
        assertThat(find("#maps-charts").getText()).contains("10 topics").contains("the model has no topics");
        find("#maps-controls [data-key=clusters]").click();
        waitFor("document.querySelector('#maps-charts [data-colour=clusters] canvas') !== null");
        assertThat(mapPicture()).isNotEqualTo(topics).isNotEqualTo(labels);
        choose("maps-controls", "Seed", "2");
        assertThat(find("#maps-charts").getText()).contains("No map: " + FakeResults.BAD_DATA_REASON);
    }

    @Test
    void topicsAreFoundByGeneAndByPathway() {
        WebElement search = find("#topics-controls input");
        search.sendKeys("gene11");
        assertThat(browser().findElements(By.cssSelector("#topics-table tbody tr")))
                .hasSize(1);
        assertThat(find("#topics-table tbody th").getText()).isEqualTo("11");
        assertThat(find("#topics-table tbody").getText())
                .contains("REACTOME_PLANTED_PROGRAM_4")
                .contains("and 2 more");
        assertThat(find("#topics-table mark").getText()).isEqualTo("GENE11");
        search.clear();
        search.sendKeys("</script>");
        assertThat(browser().findElements(By.cssSelector("#topics-table tbody tr")))
                .hasSize(12);
    }

    @Test
    void tablesAreDownloadedAsTheFilesBesideThePageHoldThem() throws IOException {
        for (String name : List.of("metrics", "undefined", "runs", "summary", "comparisons", "correlations")) {
            browser().executeScript("document.querySelector('[data-file=\"" + name + ".csv\"]').click()");
            Path file = directory.resolve("downloads").resolve(name + ".csv");
            // Chromium first reserves the name with an empty file.
            waitFor(() -> file.toFile().length() > 0, file.toString());
            List<RowFile.Row> page = RowFile.read(file, List.of());
            List<RowFile.Row> disk = RowFile.read(directory.resolve("out").resolve(name + ".csv"), List.of());
            assertThat(page).as(name).hasSameSizeAs(disk);
            for (int i = 0; i < page.size(); i++) {
                // JavaScript writes 1 where Java writes 1.0.
                assertThat(numbers(page.get(i))).as("%s, row %d", name, i).isEqualTo(numbers(disk.get(i)));
            }
        }
    }

    private static List<Object> numbers(RowFile.Row row) {
        List<Object> cells = new ArrayList<>();
        for (String cell : row.cells().values()) {
            cells.add(cell.matches("-?[0-9.]+([eE]-?[0-9]+)?") ? (Object) Double.parseDouble(cell) : cell);
        }
        return cells;
    }

    /** The page of other results than those of all tests. */
    private static void openReportOf(Path in) {
        Aggregation.run(new AggregateOptions(
                List.of(in.resolve("manifest.csv")),
                List.of(in.resolve("expected.csv")),
                Optional.empty(),
                Optional.empty(),
                in.resolve("out"),
                AggregateOptions.MAXIMUM_POINTS));
        browser().get(in.resolve("out/report.html").toUri().toString());
        waitFor("document.documentElement.dataset.ready === 'true'");
    }

    private static ChromeDriver browser() {
        return started.orElseThrow();
    }

    private static void width(int pixels) {
        browser().manage().window().setSize(new Dimension(pixels, 1000));
    }

    /** Charts wait until they come near the window, or for printing. */
    private static void drawEverything() {
        browser().executeScript("dispatchEvent(new Event('beforeprint'))");
        waitFor("[...document.querySelectorAll('.chart:not(.empty)')].every((c) => c.querySelector('canvas'))");
    }

    private static void waitFor(String condition) {
        waitFor(() -> Boolean.TRUE.equals(browser().executeScript("return " + condition)), condition);
    }

    /** Looks again until it is so; only something that never comes ends the patience. */
    private static void waitFor(BooleanSupplier condition, String description) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("waited in vain for %s", description)
                    .isLessThan(deadline);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static long number(String script) {
        return ((Number) Optional.ofNullable(browser().executeScript(script)).orElseThrow()).longValue();
    }

    private static WebElement find(String selector) {
        return browser().findElement(By.cssSelector(selector));
    }

    private static void choose(String place, String label, String option) {
        browser()
                .findElement(By.xpath("//*[@id='" + place + "']//label[starts-with(., '" + label
                        + "')]/select/option[.='" + option + "']"))
                .click();
    }

    private static WebElement header(String metric) {
        return browser().findElement(By.xpath("//*[@id='metrics-table']//th[.//span[.='" + metric + "']]"));
    }

    private static WebElement metricButton(String metric) {
        return header(metric).findElement(By.tagName("button"));
    }

    private static List<String> columns() {
        return browser().findElements(By.cssSelector("#metrics-table thead th button > span:first-child")).stream()
                .skip(1)
                .map(WebElement::getText)
                .toList();
    }

    private static List<String> settings() {
        return browser().findElements(By.cssSelector("#metrics-table tbody th")).stream()
                .map(WebElement::getText)
                .toList();
    }

    private static WebElement cell(String setting, String metric) {
        int row = settings().indexOf(setting);
        int column = columns().indexOf(metric);
        return browser()
                .findElements(By.cssSelector("#metrics-table tbody tr"))
                .get(row)
                .findElements(By.tagName("td"))
                .get(column);
    }

    private static String mapPicture() {
        return (String) Optional.ofNullable(
                        browser().executeScript("return document.querySelector('#maps-charts canvas').toDataURL()"))
                .orElseThrow();
    }
}
