package org.sce2tm.aggregate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cells in two dimensions with what colours them.
 *
 * @param cells number of cells in the file; fewer may be drawn
 * @param x rounded to three digits
 * @param labels empty names where a cell has none
 * @param clusters Louvain's
 * @param topics each cell's strongest; one empty name where the model has none
 * @param nativeClusters those that the method itself ends with; one empty name where it has none
 */
record CellMap(
        int cells,
        List<Double> x,
        List<Double> y,
        Factor labels,
        Factor clusters,
        Factor topics,
        Factor nativeClusters) {
    /**
     * A column of few distinct values.
     *
     * @param names the values in order of first appearance
     * @param codes index into names, one per drawn cell
     */
    record Factor(List<String> names, List<Integer> codes) {
        static Factor of(List<String> values) {
            Map<String, Integer> index = new LinkedHashMap<>();
            List<Integer> codes = values.stream()
                    .map(value -> index.computeIfAbsent(value, key -> index.size()))
                    .toList();
            return new Factor(List.copyOf(index.keySet()), codes);
        }
    }

    /**
     * Joins umap.tsv and clusters.tsv of a run by cell; of more than {@code most} cells evenly spaced ones are taken.
     *
     * @return empty where either file is absent, broken or without a row
     */
    static Optional<CellMap> read(Manifest manifest, ExpectedRun run, int most) {
        Optional<Path> umap = manifest.find(run, "cluster", "umap.tsv");
        Optional<Path> clusters = manifest.find(run, "cluster", "clusters.tsv");
        if (umap.isEmpty() || clusters.isEmpty()) {
            return Optional.empty();
        }
        List<RowFile.Row> points = RowFile.tryRead(umap.get(), List.of("cell", "x", "y"), Integer.MAX_VALUE);
        Map<String, RowFile.Row> byCell = new HashMap<>();
        for (RowFile.Row row : RowFile.tryRead(clusters.get(), List.of("cell", "cluster"), Integer.MAX_VALUE)) {
            byCell.put(row.get("cell"), row);
        }
        if (points.isEmpty() || byCell.isEmpty()) {
            return Optional.empty();
        }
        int drawn = Math.min(most, points.size());
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        Map<String, List<String>> columns = new HashMap<>();
        List<String> names = List.of("label", "cluster", "topic", "native_cluster");
        names.forEach(name -> columns.put(name, new ArrayList<>()));
        for (int i = 0; i < drawn; i++) {
            RowFile.Row point = points.get((int) ((long) i * points.size() / drawn));
            x.add(rounded(point.get("x")));
            y.add(rounded(point.get("y")));
            Optional<RowFile.Row> cell = Optional.ofNullable(byCell.get(point.get("cell")));
            names.forEach(
                    name -> columns.get(name).add(cell.map(row -> row.get(name)).orElse("")));
        }
        return Optional.of(new CellMap(
                points.size(),
                x,
                y,
                Factor.of(columns.get("label")),
                Factor.of(columns.get("cluster")),
                Factor.of(columns.get("topic")),
                Factor.of(columns.get("native_cluster"))));
    }

    /** Three digits are below a pixel; NaN where the cell is no number. */
    private static double rounded(String number) {
        try {
            return Math.round(Double.parseDouble(number) * 1000) / 1000.0;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
