package org.sce2tm;

import java.util.List;
import org.sce2tm.aggregate.AggregateCommand;
import org.sce2tm.cli.ToolCommand;
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
        synopsisSubcommandLabel = "<tool>")
public final class Main implements Runnable {
    private static final List<Class<? extends ToolCommand>> TOOLS = List.of(
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
            TrainCommand.class);

    private Main() {}

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    public static void main(String[] arguments) {
        System.exit(commandLine(arguments).execute(arguments));
    }

    /** The launcher for a command line, with the one tool that it names; with all where it names none. */
    public static CommandLine commandLine(String... arguments) {
        // A tool's options are read by reflection: to do that for all tools would double the time to start one.
        List<String> first = List.of(arguments).subList(0, Math.min(1, arguments.length));
        CommandLine launcher = new CommandLine(new Main());
        if (!first.contains("--version")) {
            List<Class<? extends ToolCommand>> named = TOOLS.stream()
                    .filter(tool ->
                            first.contains(tool.getAnnotation(Command.class).name()))
                    .toList();
            launcher.addSubcommand(CommandLine.HelpCommand.class);
            (named.isEmpty() ? TOOLS : named).forEach(launcher::addSubcommand);
        }
        return launcher.setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // no second way to give options, and none that hides an option given twice
                .setHelpFactory(ToolCommand::help)
                .setParameterExceptionHandler(ToolCommand::refuse);
    }
}
