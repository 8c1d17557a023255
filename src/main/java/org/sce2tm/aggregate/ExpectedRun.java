package org.sce2tm.aggregate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sce2tm.data.BadDataException;

/**
 * One run that was asked for.
 *
 * @param seed as written in the table; it is a name here, nothing draws from it
 */
record ExpectedRun(String dataset, String setting, String model, String seed) {
    /**
     * Reads the expected grid ({@code dataset,setting,model,seed}, one row per run), in file order.
     *
     * @throws BadDataException if a column is missing, a data set or setting has no name, or a run appears twice
     */
    static List<ExpectedRun> read(Path file) {
        List<ExpectedRun> runs = new ArrayList<>();
        Set<ExpectedRun> seen = new HashSet<>();
        for (RowFile.Row row : RowFile.read(file, List.of("dataset", "setting", "model", "seed"))) {
            ExpectedRun run =
                    new ExpectedRun(row.get("dataset"), row.get("setting"), row.get("model"), row.get("seed"));
            if (run.dataset.isEmpty() || run.setting.isEmpty()) {
                throw new BadDataException(
                        row.where(), "data set or setting is empty", "Name both in every row of the expected grid");
            }
            if (!seen.add(run)) {
                throw new BadDataException(row.where(), "repeats an earlier row", "List every expected run once");
            }
            runs.add(run);
        }
        if (runs.isEmpty()) {
            throw new BadDataException(file.toString(), "has no row", "List every expected run, one per row");
        }
        return runs;
    }

    @Override
    public String toString() {
        return dataset + " · " + setting + (seed.isEmpty() ? "" : " · seed " + seed);
    }
}
