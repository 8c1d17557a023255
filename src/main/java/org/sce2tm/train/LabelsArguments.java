package org.sce2tm.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.CellJoin;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.LabelsFile;
import picocli.CommandLine.Option;

/** The option of {@code --model labels}, the one control that is the labels; every other model refuses it. */
final class LabelsArguments {
    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "The cells' labels, as step preprocess writes them. Only this control, which is no method but"
                    + " the best that one could do, may see them.")
    private Optional<Path> labels = Optional.empty();

    /** The file, for the record of inputs. */
    Optional<Path> file() {
        return labels;
    }

    /**
     * The label of each cell of the data set, in its order; empty where there is none.
     *
     * @throws UsageException if no file is named
     * @throws org.sce2tm.data.BadDataException if a cell is missing in the file
     */
    List<String> of(Path dataset) {
        Path file = labels.orElseThrow(() -> new UsageException(
                "--model labels needs --labels: the file of labels that 'sce2tm preprocess' writes"));
        LabelsFile.Labels read = LabelsFile.read(file);
        try (H5adFile cells = H5adFile.open(dataset)) {
            return read.in(CellJoin.containing(
                    new CellJoin.Ids(dataset.toString(), cells.obsNames()),
                    new CellJoin.Ids(file.toString(), read.cells()),
                    CellJoin.Match.AUTO));
        }
    }
}
