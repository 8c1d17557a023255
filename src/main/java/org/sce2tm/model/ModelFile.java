package org.sce2tm.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.Column;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.Uns;

/**
 * A trained model as {@code model.h5ad} holds it: {@code obsm/X_embedding} (what gets clustered), {@code obsm/theta},
 * {@code obs/native_cluster} (whole numbers, where the method ends with clusters of its own), {@code varm/topic_gene} and other gene tables, {@code uns/topic_embedding} and other topic tables, {@code uns/model},
 * {@code uns/external_view}, {@code uns/parameters} (hyper-parameters, seed, weights) and {@code uns/preprocessing} of
 * the data set. Neither times nor paths, so that equal runs give equal bytes.
 *
 * @param method its id, see {@link Method#id}
 * @param externalView {@code "external"}, {@code "stand-in"} (made from the data themselves) or {@code "none"}
 * @param cells ids of the training cells
 * @param genes names of the training genes; empty where the method knows no genes
 * @param options hyper-parameters under their option names
 * @param trained what training gave
 * @param preprocessing what the data set recorded about its making; absent where it recorded nothing
 */
public record ModelFile(
        String method,
        String externalView,
        List<String> cells,
        List<String> genes,
        Map<String, String> options,
        Trained trained,
        Optional<Uns> preprocessing) {
    private static final String EMBEDDING = "X_embedding";
    private static final String THETA = "theta";
    private static final String NATIVE_CLUSTER = "native_cluster";

    /** Writes the file atomically. */
    public void write(Path file) {
        H5adFile.write(toAnnData(), file);
    }

    /** @throws BadDataException if the file is no trained model */
    public static ModelFile read(Path file) {
        return of(H5adFile.read(file), file);
    }

    AnnData toAnnData() {
        AnnData.Builder builder = AnnData.builder(cells, genes);
        builder.obsm(EMBEDDING, trained.cells().embedding());
        trained.cells().theta().ifPresent(theta -> builder.obsm(THETA, theta));
        trained.nativeClusters()
                .ifPresent(clusters -> builder.obs(
                        NATIVE_CLUSTER,
                        new Column.Numbers(
                                Arrays.stream(clusters).asDoubleStream().toArray(), NumberType.INT32)));
        trained.geneTables().forEach(builder::varm);
        trained.topicTables().forEach((name, table) -> builder.uns(name, new Uns.Table(table)));
        builder.uns("model", new Uns.Text(method));
        builder.uns("external_view", new Uns.Text(externalView));
        Map<String, Uns> parameters = new LinkedHashMap<>();
        parameters.put("options", group(options, Uns.Text::new));
        if (!trained.weights().isEmpty()) {
            parameters.put("weights", group(trained.weights(), Uns.Table::new));
        }
        builder.uns("parameters", new Uns.Group(parameters));
        preprocessing.ifPresent(node -> builder.uns("preprocessing", node));
        return builder.build();
    }

    private static ModelFile of(AnnData content, Path file) {
        String method = text(content, "model", file);
        DenseMatrix embedding = Optional.ofNullable(content.obsm().get(EMBEDDING))
                .orElseThrow(() -> noModel(file, "obsm/" + EMBEDDING));
        Map<String, DenseMatrix> topicTables = new LinkedHashMap<>();
        content.uns().forEach((name, node) -> {
            if (node instanceof Uns.Table table) {
                topicTables.put(name, table.matrix());
            }
        });
        Map<String, String> options = new LinkedHashMap<>();
        Map<String, DenseMatrix> weights = new LinkedHashMap<>();
        if (content.uns().get("parameters") instanceof Uns.Group parameters) {
            if (parameters.children().get("options") instanceof Uns.Group group) {
                group.children().forEach((name, node) -> options.put(name, ((Uns.Text) node).value()));
            }
            if (parameters.children().get("weights") instanceof Uns.Group group) {
                group.children().forEach((name, node) -> weights.put(name, ((Uns.Table) node).matrix()));
            }
        }
        Representation cells =
                new Representation(embedding, Optional.ofNullable(content.obsm().get(THETA)));
        Optional<int[]> nativeClusters = content.obs().get(NATIVE_CLUSTER) instanceof Column.Numbers numbers
                ? Optional.of(
                        Arrays.stream(numbers.values()).mapToInt(c -> (int) c).toArray())
                : Optional.empty();
        return new ModelFile(
                method,
                text(content, "external_view", file),
                content.obsNames(),
                content.varNames(),
                options,
                new Trained(cells, content.varm(), topicTables, weights, Optional.empty(), nativeClusters),
                Optional.ofNullable(content.uns().get("preprocessing")));
    }

    private static String text(AnnData content, String key, Path file) {
        if (content.uns().get(key) instanceof Uns.Text text) {
            return text.value();
        }
        throw noModel(file, "uns/" + key);
    }

    private static BadDataException noModel(Path file, String missing) {
        return new BadDataException(
                file.toString(),
                "has no " + missing + ", which every trained model has",
                "Give a model.h5ad that 'sce2tm train' wrote");
    }

    private static <T> Uns.Group group(Map<String, T> values, Function<T, Uns> node) {
        Map<String, Uns> children = new LinkedHashMap<>();
        values.forEach((name, value) -> children.put(name, node.apply(value)));
        return new Uns.Group(children);
    }
}
