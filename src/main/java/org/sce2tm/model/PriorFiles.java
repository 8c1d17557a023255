package org.sce2tm.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.geneset.GeneLinks;
import org.sce2tm.geneset.GeneSet;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.geneset.GmtFile;
import org.sce2tm.geneset.NameMatch;
import org.sce2tm.nn.Connections;

/**
 * Prior knowledge that joins the lower layers of {@link DScIgm}'s encoder: genes (each gene of the data that is in a set,
 * joined to itself and to the genes linked to it), then gene sets (joined to their genes), then sets of sets, as many
 * layers as there are files.
 *
 * @param geneSets GMT file of gene sets
 * @param hierarchy GMT files, each of sets whose members are names of sets of the file before
 * @param links pairs of genes
 */
public record PriorFiles(Path geneSets, List<Path> hierarchy, Optional<Path> links) {
    /** Most files of {@code hierarchy}: the layers over genes and gene sets. */
    private static final int MOST = DScIgmOptions.LAYERS - 2;

    /** @throws UsageException if there are more files than layers */
    public PriorFiles {
        hierarchy = List.copyOf(hierarchy);
        if (hierarchy.size() > MOST) {
            throw new UsageException("--hierarchy names " + hierarchy.size() + " files: give at most " + MOST
                    + ", since the encoder has " + MOST + " layers above those of genes and gene sets");
        }
    }

    /** Every file. */
    public List<Path> all() {
        return Stream.of(Stream.of(geneSets), hierarchy.stream(), links.stream())
                .flatMap(files -> files)
                .toList();
    }

    /**
     * What to tell the user of the files: odd lines, and gene sets that know few of the data's genes.
     *
     * @param genes of the data, V names
     * @throws BadDataException if a file cannot be read
     */
    List<String> warnings(List<String> genes) {
        GmtFile gmt = GmtFile.read(geneSets);
        List<String> warnings = new ArrayList<>(gmt.warnings());
        NameMatch.of(genes, gmt.sets()).warning().ifPresent(few -> warnings.add("prior " + geneSets + ": " + few));
        hierarchy.forEach(file -> warnings.addAll(GmtFile.read(file).warnings()));
        return warnings;
    }

    /**
     * What joins the encoder's layers, bottom up: of genes, of gene sets, of the sets of each further file. What leads
     * to nothing below it is left out.
     *
     * @param genes of the data, V names
     * @throws BadDataException if a file cannot be read, or the sets of one name no set of the one before
     * @throws NothingToProduceException if no gene of the data is in a set
     */
    List<Connections> connections(List<String> genes) {
        GmtFile gmt = GmtFile.read(geneSets);
        NameMatch.of(genes, gmt.sets()).undefinedReason().ifPresent(reason -> {
            throw new NothingToProduceException(geneSets + " cannot be a prior for these data: " + reason);
        });
        GeneLinks linked = links.map(GeneLinks::read).orElseGet(GeneLinks::none);
        List<String> units =
                genes.stream().filter(gmt.sets().genes()::contains).distinct().toList();
        Map<String, Integer> places = places(genes);
        List<Connections> layers = new ArrayList<>();
        layers.add(new Connections(
                genes.size(),
                units.stream()
                        .map(gene -> Stream.concat(Stream.of(gene), linked.of(gene).stream())
                                .distinct()
                                .filter(places::containsKey)
                                .mapToInt(places::get)
                                .toArray())
                        .toList()));
        List<String> names = join(units, gmt.sets(), layers);
        Path below = geneSets;
        for (Path file : hierarchy) {
            GeneSets sets = GmtFile.read(file).sets();
            List<String> joined = join(names, sets, layers);
            if (joined.isEmpty()) {
                throw unrelated(file, sets, below, names);
            }
            names = joined;
            below = file;
        }
        Log.say(
                "prior: %s units joined by %s edges",
                layers.stream().map(layer -> Integer.toString(layer.outputs())).toList(),
                layers.stream().map(layer -> Integer.toString(layer.size())).toList());
        return layers;
    }

    /** Adds the layer of the sets that hold a unit below; returns their names. */
    private static List<String> join(List<String> below, GeneSets sets, List<Connections> layers) {
        Map<String, Integer> places = places(below);
        List<String> names = new ArrayList<>();
        List<int[]> sources = new ArrayList<>();
        for (GeneSet set : sets.sets()) {
            int[] members = set.genes().stream()
                    .filter(places::containsKey)
                    .mapToInt(places::get)
                    .toArray();
            if (members.length > 0) {
                names.add(set.name());
                sources.add(members);
            }
        }
        layers.add(new Connections(below.size(), sources));
        return names;
    }

    private static Map<String, Integer> places(List<String> names) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            places.putIfAbsent(names.get(i), i);
        }
        return places;
    }

    private static BadDataException unrelated(Path file, GeneSets sets, Path fileBelow, List<String> below) {
        return new BadDataException(
                file.toString(),
                "the members of its sets look like "
                        + sets.genes().stream().sorted().limit(3).toList() + ", and none is a set of the layer below ("
                        + fileBelow + ": " + below.stream().sorted().limit(3).toList() + ")",
                "Each line of a --hierarchy file is a name, a description, and then names of sets of the file before");
    }
}
