package org.sce2tm.train;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.cli.UsageException;
import org.sce2tm.model.Backends;
import org.sce2tm.model.DScIgmMethod;
import org.sce2tm.model.DScIgmOptions;
import org.sce2tm.model.ExternalMethod;
import org.sce2tm.model.LabelsControl;
import org.sce2tm.model.Method;
import org.sce2tm.model.ModelFile;
import org.sce2tm.model.ModelInput;
import org.sce2tm.model.RandomControl;
import org.sce2tm.model.ScE2tmMethod;
import org.sce2tm.model.ScE2tmOptions;
import org.sce2tm.model.ScEtmMethod;
import org.sce2tm.model.ScEtmOptions;
import org.sce2tm.model.ScLegaMethod;
import org.sce2tm.model.ScLegaOptions;
import org.sce2tm.model.ScTagMethod;
import org.sce2tm.model.ScTagOptions;
import org.sce2tm.model.ScViOptions.Form;
import org.sce2tm.model.SpruceMethod;
import org.sce2tm.model.SpruceOptions;
import org.sce2tm.model.Trained;
import org.sce2tm.model.TrainingRecord;
import org.sce2tm.model.TrainingRun;
import org.sce2tm.nn.Backend;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sce2tm train}. */
@Command(
        name = "train",
        description =
                "Trains a model on expression, external view and neighbor lists. It never sees labels; the one"
                        + " exception is no method but a control (--model labels). With --model NAME --help: that model's options.",
        customSynopsis =
                "sce2tm train --model NAME --dataset D.h5ad [--external E.h5ad --neighbors-file N.h5ad] --seed S"
                        + " --output model.h5ad --json train.json [OPTIONS]",
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class TrainCommand extends ToolCommand {
    private static final String SCHEDULE = "%nTraining, for methods that learn in steps:%n";
    private static final String NETWORK = "%nSizes and input, for methods that have them:%n";
    /** How the heading of a group begins that only some models take; their names follow. */
    private static final String OWN = "%nHyper-parameters of ";

    /**
     * Below this {@link org.sce2tm.model.Representation#spread} a training has come to nothing: of the trainings of
     * docs/fidelity.md four lie there, at 0.00, 0.00, 0.05 and 0.08, all with an ARI of 0.00; d-scIGM has some at 0.14 to
     * 0.25 (ARI 0.26 to 0.53), and the others lie from 0.34 on.
     */
    private static final double LEAST_SPREAD = 0.1;

    /** Reads {@link Model}. */
    static final class ModelConverter extends ChoiceConverter<Model> {
        ModelConverter() {
            super(Model.class);
        }
    }

    /** Reads {@link Backends.Kind}. */
    static final class BackendConverter extends ChoiceConverter<Backends.Kind> {
        BackendConverter() {
            super(Backends.Kind.class);
        }
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--dataset",
            paramLabel = "D.h5ad",
            required = true,
            description = "Log expression of the selected genes, as step preprocess writes it.")
    private Path dataset;

    @Option(
            names = "--external",
            paramLabel = "E.h5ad",
            description = "External view, as step embed-import writes it (sce2tm, external).")
    private Optional<Path> external = Optional.empty();

    @Option(
            names = "--neighbors-file",
            paramLabel = "N.h5ad",
            description = "Neighbor lists of both views, as step knn writes them (sce2tm).")
    private Optional<Path> neighbors = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            required = true,
            converter = ModelConverter.class,
            description =
                    "sce2tm; the methods that its paper compares: scvi, scvi-ld, scetm, spruce, d-scigm, sctag (needs"
                            + " --types), sclega; external: the external embedding as it is; pca: principal components of the"
                            + " log expression; and two controls between which every method must score: random: topics drawn at"
                            + " random; labels: the labels as topics.")
    private Model model;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            converter = BackendConverter.class,
            description = "What does the arithmetic: cpu (default) or nd4j.")
    private Backends.Kind backend = Backends.Kind.CPU;

    @Option(names = "--seed", paramLabel = "S", required = true, description = "Seed of every random draw.")
    private long seed;

    @Option(
            names = "--output",
            paramLabel = "model.h5ad",
            required = true,
            description = "Cell embedding, topics, and what is needed to embed new cells.")
    private Path output;

    @Option(
            names = "--json",
            paramLabel = "train.json",
            required = true,
            description = "Loss terms per epoch, hyper-parameters, resources.")
    private Path json;

    @Option(
            names = "--types",
            paramLabel = "N",
            description = "Number of cell types, for a method that cannot do without; the number is all that it"
                    + " learns of the labels, and its results say so.")
    private Optional<Integer> types = Optional.empty();

    @ArgGroup(validate = false, heading = SCHEDULE)
    private ScheduleArguments schedule = new ScheduleArguments();

    @ArgGroup(validate = false, heading = NETWORK)
    private NetworkArguments network = new NetworkArguments();

    @ArgGroup(validate = false, heading = "%nHyper-parameters of sce2tm:%n")
    private ScE2tmArguments scE2tm = new ScE2tmArguments();

    @ArgGroup(validate = false, heading = "%nHyper-parameters of scvi, scvi-ld:%n")
    private ScViArguments scVi = new ScViArguments();

    @ArgGroup(validate = false, heading = "%nHyper-parameters of scvi-ld:%n")
    private ScViLdArguments scViLd = new ScViLdArguments();

    @ArgGroup(validate = false, heading = "%nHyper-parameters of scetm:%n")
    private ScEtmArguments scEtm = new ScEtmArguments();

    @ArgGroup(validate = false, heading = "%nHyper-parameters of spruce:%n")
    private SpruceArguments spruce = new SpruceArguments();

    @ArgGroup(validate = false, heading = "%nHyper-parameters of d-scigm:%n")
    private DScIgmArguments dScIgm = new DScIgmArguments();

    @ArgGroup(validate = false, heading = "%nHyper-parameters of sclega:%n")
    private ScLegaArguments scLega = new ScLegaArguments();

    @ArgGroup(validate = false, heading = "%nHyper-parameters of pca:%n")
    private PcaArguments pca = new PcaArguments();

    @ArgGroup(validate = false, heading = "%nHyper-parameters of labels:%n")
    private LabelsArguments labels = new LabelsArguments();

    @ArgGroup(validate = false, heading = "%nHyper-parameters of sctag:%n")
    private ScTagArguments scTag = new ScTagArguments();

    @Override
    protected void run() {
        requireOptionsOfModel();
        TrainOptions options = new TrainOptions(dataset, external, neighbors, method(), seed, types);
        ToolResult.Builder result = newResult().seed(seed).input(dataset);
        external.ifPresent(result::input);
        neighbors.ifPresent(result::input);
        labels.file().ifPresent(result::input);
        options.method().files().forEach(result::input);
        result.parameter("model", options.method().id());
        if (options.method().needsTypes()) {
            int given = options.types().orElseThrow();
            result.parameter("types", given);
            result.warn("the method was told the number of cell types (" + given + "), which others do not know");
        }

        TrainInputs inputs = TrainInputs.read(options);
        Log.say(
                "%d cells, %d genes, %.1f %% not zero, external view: %s",
                inputs.data().cells(),
                inputs.data().genes(),
                100 * inputs.data().expression().density(),
                inputs.externalView());
        if (inputs.externalView().equals("stand-in")) {
            result.warn("the external view is a stand-in made from the expression itself, no external knowledge");
        }
        Map<String, Object> parameters = parameters(options.method(), inputs, result);
        parameters.forEach(result::parameter);
        options.method().warnings(inputs.data()).forEach(result::warn);
        try (Backend arithmetic = Backends.open(backend, threads())) {
            Log.say("%s on %s", options.method().id(), arithmetic.description());
            Trained trained = options.method().train(inputs.data(), new TrainingRun(seed, arithmetic, threads(), true));
            file(inputs, options, parameters, trained).write(output);
            result.put("model", options.method().id())
                    .put("knows", options.method().knows())
                    .put("external_view", inputs.externalView())
                    .put("backend", ChoiceConverter.text(backend))
                    .put("device", arithmetic.description());
            Optional.ofNullable(trained.geneTables().get("topic_gene"))
                    .ifPresent(genes -> result.put("topics", genes.columns()));
            trained.training().ifPresent(record -> {
                report(record, result);
                warnOfCollapse(trained.cells().spread(), options.method().id(), result);
            });
        }
        result.write(json);
    }

    /** The method as the options have it. */
    Method method() {
        return switch (model) {
            case SCE2TM -> new ScE2tmMethod(scE2tm.options(network), schedule.schedule(ScE2tmOptions.SCHEDULE));
            case SCVI -> scVi.method(Form.SCVI, scViLd, network, schedule);
            case SCVI_LD -> scVi.method(Form.SCVI_LD, scViLd, network, schedule);
            case SCETM -> new ScEtmMethod(scEtm.options(network, schedule), schedule.schedule(ScEtmOptions.SCHEDULE));
            case SPRUCE -> new SpruceMethod(spruce.options(network), schedule.schedule(SpruceOptions.SCHEDULE));
            case D_SCIGM ->
                new DScIgmMethod(dScIgm.options(network, schedule), schedule.schedule(DScIgmOptions.SCHEDULE));
            case SCLEGA ->
                new ScLegaMethod(
                        scLega.options(network, schedule), schedule.constant(ScLegaOptions.SCHEDULE), network.input());
            case EXTERNAL -> new ExternalMethod();
            case PCA -> pca.method();
            case RANDOM -> new RandomControl(network.topics(RandomControl.TOPICS));
            case LABELS -> new LabelsControl(labels.of(dataset));
            case SCTAG -> new ScTagMethod(scTag.options(network, schedule), schedule.schedule(ScTagOptions.SCHEDULE));
        };
    }

    /** The hyper-parameters, with what {@code --input auto} came to. */
    private static Map<String, Object> parameters(Method method, TrainInputs inputs, ToolResult.Builder result) {
        Map<String, Object> parameters = new LinkedHashMap<>(method.parameters());
        if (ChoiceConverter.text(ModelInput.AUTO).equals(parameters.get("input"))) {
            ModelInput fed = ModelInput.AUTO.given(inputs.data().counts().isPresent());
            parameters.put("input", ChoiceConverter.text(fed));
            if (fed == ModelInput.LOG1P) {
                result.warn(
                        "the data set holds no counts: " + method.id() + ", a model of counts, was fed log expression");
            }
        }
        return parameters;
    }

    /** An option of another model would have no effect: whoever gives it expects one. */
    private void requireOptionsOfModel() {
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (!concerns(option)) {
                throw new UsageException(option.longestName() + " has no effect on --model " + model.id()
                        + ": it is an option of " + String.join(", ", owners(option)));
            }
        }
    }

    @Override
    protected boolean concerns(OptionSpec option) {
        return model == null || owners(option).contains(model.id());
    }

    /** The models, by their names on the command line, that one of this tool's options has an effect on. */
    public static List<String> owners(OptionSpec option) {
        String heading = option.group() == null ? "" : option.group().heading();
        if (heading.startsWith(OWN)) {
            return List.of(heading.substring(OWN.length()).replace(":%n", "").split(", "));
        }
        return Arrays.stream(Model.values())
                .filter(other -> heading.isEmpty() || other.shared().contains(option.longestName()))
                .map(Model::id)
                .toList();
    }

    private static ModelFile file(
            TrainInputs inputs, TrainOptions options, Map<String, Object> parameters, Trained trained) {
        Map<String, String> recorded = new LinkedHashMap<>();
        parameters.forEach((name, value) -> recorded.put(name, String.valueOf(value)));
        recorded.put("seed", Long.toString(options.seed()));
        return new ModelFile(
                options.method().id(),
                inputs.externalView(),
                inputs.cells(),
                trained.geneTables().isEmpty() && trained.weights().isEmpty() ? List.of() : inputs.genes(),
                recorded,
                trained,
                inputs.preprocessing());
    }

    private static void warnOfCollapse(double spread, String method, ToolResult.Builder result) {
        if (spread < LEAST_SPREAD) {
            result.warn(String.format(
                    Locale.ROOT,
                    "all cells have nearly the same embedding (on average %.1f %% of its length from their mean): %s has"
                            + " learned next to nothing that tells them apart; try a smaller --learning-rate, other"
                            + " --epochs or another --seed",
                    100 * spread,
                    method));
        }
    }

    private static void report(TrainingRecord record, ToolResult.Builder result) {
        Map<String, List<Double>> epochs = record.losses().epochs();
        int count = epochs.get("total").size();
        Map<String, Object> losses = new LinkedHashMap<>();
        losses.put("epoch", IntStream.rangeClosed(1, count).boxed().toList());
        losses.putAll(epochs);
        result.put("epochs", count)
                .put("steps", record.steps())
                .put("ms_per_step", record.milliseconds())
                .put("losses", losses);
    }
}
