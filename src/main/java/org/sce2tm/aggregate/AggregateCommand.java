package org.sce2tm.aggregate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sce2tm aggregate}. */
@Command(
        name = "aggregate",
        description = {
            "Gathers the results of all runs: one report.html that opens offline, and the tables behind it.",
            "A run that is expected and not there is named with its reason; undefined metrics stay empty.",
            "Writes report.html, metrics.csv, undefined.csv, runs.csv, summary.csv, comparisons.csv, correlations.csv."
        },
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class AggregateCommand extends ToolCommand {
    @Option(
            names = "--manifest",
            required = true,
            paramLabel = "CSV",
            description = "Which file belongs to which run: dataset,setting,model,seed,tool,path; one row per file;"
                    + " a tool's JSON may have any name. Relative paths start at the manifest's directory. May be given"
                    + " several times: a pipeline's (results/pipeline_info/manifest.csv) and one's own.")
    private List<Path> manifests;

    @Option(
            names = "--expected",
            required = true,
            paramLabel = "CSV",
            description = "The runs that should be there: dataset,setting,model,seed; one row per run. Columns that may"
                    + " be added: tools (those that a run needs, with blanks), topics (no: the model has none), control"
                    + " (worst or best: no method, but a bound), and preprocess_args, train_args and the like (to be shown)."
                    + " May be given several times.")
    private List<Path> expected;

    @Option(names = "--trace", paramLabel = "TXT", description = "Nextflow's trace, for the cost of every task.")
    private Optional<Path> trace = Optional.empty();

    @Option(names = "--versions", paramLabel = "YML", description = "The pipeline's versions.yml.")
    private Optional<Path> versions = Optional.empty();

    @Option(names = "--output-dir", required = true, paramLabel = "DIR", description = "Where everything goes.")
    private Path outputDirectory;

    @Option(
            names = "--max-points",
            paramLabel = "N",
            description = "Cells drawn at most in one map of the report (default: ${DEFAULT-VALUE}).")
    private int maximumPoints = AggregateOptions.MAXIMUM_POINTS;

    @Override
    protected void run() {
        Aggregation.run(new AggregateOptions(manifests, expected, trace, versions, outputDirectory, maximumPoints));
    }
}
