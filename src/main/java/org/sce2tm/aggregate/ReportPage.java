package org.sce2tm.aggregate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sce2tm.data.AtomicFile;

/** The report as one HTML file: style, data, chart library and script are put into the skeleton {@code report.html}. */
final class ReportPage {
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private ReportPage() {}

    static void write(Path file, ReportData data) {
        Map<String, String> parts = Map.of(
                "title", escaped(data.title()),
                "style", Resources.text("report.css"),
                "data", json(data),
                "echarts", Resources.echarts(),
                "script", Resources.text("report.js"));
        String page = PLACE.matcher(Resources.text("report.html"))
                .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
        AtomicFile.write(file, temporary -> Files.writeString(temporary, page, StandardCharsets.UTF_8));
    }

    /** Inside a script element neither an end tag nor a comment may begin, whatever a gene set is called. */
    private static String json(ReportData data) {
        try {
            return new ObjectMapper().writeValueAsString(data.tree()).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report's data are plain maps and numbers", e);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
