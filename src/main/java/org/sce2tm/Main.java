package org.sce2tm;

import org.sce2tm.aggregate.AggregateCommand;
import org.sce2tm.cli.Version;
import org.sce2tm.cluster.ClusterCommand;
import org.sce2tm.embed.EmbedCommand;
import org.sce2tm.embedimport.EmbedImportCommand;
import org.sce2tm.gsea.GseaCommand;
import org.sce2tm.knn.KnnCommand;
import org.sce2tm.metrictc.MetricTcCommand;
import org.sce2tm.ora.OraCommand;
import org.sce2tm.preprocess.PreprocessCommand;
import org.sce2tm.simulate.SimulateCommand;
import org.sce2tm.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher's entry: {@code sce2tm <tool> [options]}. */
@Command(
        name = "sce2tm",
        description = "Interpretable single-cell embeddings by topic modelling, and their benchmark.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "<tool>",
        subcommands = {
            CommandLine.HelpCommand.class,
            AggregateCommand.class,
            ClusterCommand.class,
            EmbedCommand.class,
            KnnCommand.class,
            PreprocessCommand.class,
            EmbedImportCommand.class,
            SimulateCommand.class,
            GseaCommand.class,
            MetricTcCommand.class,
            OraCommand.class,
            TrainCommand.class,
        })
public final class Main implements Runnable {
    private Main() {}

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
