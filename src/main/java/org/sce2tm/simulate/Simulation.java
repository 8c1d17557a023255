package org.sce2tm.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.sce2tm.data.CsrBuilder;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.stats.RandomStreams;

/**
 * Draws the data. A cell's counts are negative binomial: Poisson with a gamma factor (shape 4) around
 * {@code library x w_g exp(sum of activity x load) / total}, where the base weights w and the libraries are
 * log-normal, a gene has a load (log fold change, about 1.5) in at most one program, and a program's activity in a cell
 * whose type has it is gamma around 1, else 0.
 *
 * <p>The embedding projects the types' mean log profiles at random, adds noise, puts some cells with another type, and
 * scales each row to length 1.
 */
public final class Simulation {
    private static final double BASE_SD = 1.0;
    private static final double LIBRARY_SD = 0.3;
    private static final double LOAD_MEAN = 1.5;
    private static final double LOAD_SD = 0.3;
    private static final double ACTIVITY_SHAPE = 6;
    private static final double COUNT_SHAPE = 4;

    /** Every so many decoys one shares genes with a program. */
    private static final int OVERLAPPING_DECOY = 4;

    private static final int OVERLAP = 3;

    private final SimulateOptions options;
    private final RandomStreams streams;

    private Simulation(SimulateOptions options) {
        this.options = options;
        this.streams = new RandomStreams(options.seed());
    }

    /**
     * A set of genes by name.
     *
     * @param name of the set
     * @param genes indices, ascending
     */
    public record Genes(String name, List<Integer> genes) {
        public Genes {
            genes = List.copyOf(genes);
        }
    }

    /**
     * A planted program.
     *
     * @param set its genes
     * @param types the types in which it is active
     */
    public record Program(Genes set, List<Integer> types) {
        public Program {
            types = List.copyOf(types);
        }
    }

    /**
     * What was drawn.
     *
     * @param counts cells x genes
     * @param types the type of each cell; not copied
     * @param programs the planted ones
     * @param decoys gene sets that mean nothing
     * @param embedding cells x dimensions, rows of length 1
     * @param misplaced cells that the embedding puts with another type, ascending
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on and never compared
    public record Drawn(
            CsrMatrix counts,
            int[] types,
            List<Program> programs,
            List<Genes> decoys,
            DenseMatrix embedding,
            List<Integer> misplaced) {}

    /** Draws everything; equal options give equal data. */
    public static Drawn draw(SimulateOptions options) {
        return new Simulation(options).draw();
    }

    private Drawn draw() {
        int[] types = types();
        List<Program> programs = programs();
        double[] base = logNormals("base-expression", options.genes(), 1, BASE_SD);
        double[] loads = loads(programs);
        CsrMatrix counts = counts(types, programs, base, loads);
        int[] believed = types.clone();
        List<Integer> misplaced = misplace(believed);
        return new Drawn(
                counts, types, programs, decoys(programs), embedding(believed, profiles(programs, loads)), misplaced);
    }

    /** Types of equal size but a last one that may be rare, in random order. */
    private int[] types() {
        int n = options.cells();
        int rare = options.rareShare() == 0 ? 0 : (int) Math.max(2, Math.round(options.rareShare() * n));
        int common = rare == 0 ? options.types() : Math.max(1, options.types() - 1);
        int[] types = new int[n];
        for (int i = 0; i < n; i++) {
            types[i] = i < n - rare ? i % common : options.types() - 1;
        }
        PermutationSampler.shuffle(streams.stream("cell-order"), types);
        return types;
    }

    /** Disjoint sets of genes; one for each type, then those of 2 to types - 1 types (of all where there are fewer). */
    private List<Program> programs() {
        int[] genes = PermutationSampler.natural(options.genes());
        PermutationSampler.shuffle(streams.stream("program-genes"), genes);
        UniformRandomProvider random = streams.stream("program-types");
        List<Program> programs = new ArrayList<>();
        for (int p = 0; p < options.programs(); p++) {
            int from = p * options.programGenes();
            List<Integer> own = Arrays.stream(genes, from, from + options.programGenes())
                    .sorted()
                    .boxed()
                    .toList();
            List<Integer> types = List.of(p);
            if (p >= options.types()) {
                int some = options.types() <= 3 ? Math.min(2, options.types()) : random.nextInt(2, options.types());
                int[] order = PermutationSampler.natural(options.types());
                PermutationSampler.shuffle(random, order);
                types = Arrays.stream(order, 0, some).sorted().boxed().toList();
            }
            programs.add(new Program(new Genes("PROGRAM_" + (p + 1), own), types));
        }
        return programs;
    }

    /** The log fold change of each gene in its program; 0 for a gene of none. */
    private double[] loads(List<Program> programs) {
        double[] loads = new double[options.genes()];
        for (Program program : programs) {
            ContinuousSampler normal = normal("loads/" + program.set().name());
            for (int gene : program.set().genes()) {
                loads[gene] = LOAD_MEAN + LOAD_SD * normal.sample();
            }
        }
        return loads;
    }

    private CsrMatrix counts(int[] types, List<Program> programs, double[] base, double[] loads) {
        int n = options.cells();
        int genes = options.genes();
        double[] libraries = logNormals("libraries", n, options.depth(), LIBRARY_SD);
        double[][] activity = programs.stream().map(p -> activity(p, types)).toArray(double[][]::new);
        int[] programOf = new int[genes];
        Arrays.fill(programOf, -1);
        for (int p = 0; p < programs.size(); p++) {
            for (int gene : programs.get(p).set().genes()) {
                programOf[gene] = p;
            }
        }
        UniformRandomProvider random = streams.stream("counts");
        ContinuousSampler spread = AhrensDieterMarsagliaTsangGammaSampler.of(random, COUNT_SHAPE, 1 / COUNT_SHAPE);
        CsrBuilder counts = new CsrBuilder("--cells " + n + " --genes " + genes + " --depth " + options.depth(), genes);
        double[] rates = new double[genes];
        for (int i = 0; i < n; i++) {
            double total = 0;
            for (int g = 0; g < genes; g++) {
                rates[g] = base[g] * (programOf[g] < 0 ? 1 : Math.exp(activity[programOf[g]][i] * loads[g]));
                total += rates[g];
            }
            for (int g = 0; g < genes; g++) {
                double mean = libraries[i] * rates[g] / total * spread.sample();
                int count = mean > 0 ? PoissonSampler.of(random, mean).sample() : 0;
                if (count > 0) {
                    counts.add(g, count);
                }
            }
            counts.endRow();
        }
        return counts.build();
    }

    private double[] activity(Program program, int[] types) {
        ContinuousSampler gamma = AhrensDieterMarsagliaTsangGammaSampler.of(
                streams.stream("activity/" + program.set().name()), ACTIVITY_SHAPE, 1 / ACTIVITY_SHAPE);
        double[] activity = new double[types.length];
        for (int i = 0; i < activity.length; i++) {
            double draw = gamma.sample();
            activity[i] = program.types().contains(types[i]) ? draw : 0;
        }
        return activity;
    }

    /** Random genes, as many as a program has; some decoys share a few genes with a program. */
    private List<Genes> decoys(List<Program> programs) {
        UniformRandomProvider random = streams.stream("decoys");
        List<Genes> decoys = new ArrayList<>();
        for (int d = 0; d < options.decoys(); d++) {
            int[] order = PermutationSampler.natural(options.genes());
            PermutationSampler.shuffle(random, order);
            List<Integer> genes = new ArrayList<>();
            if (d % OVERLAPPING_DECOY == 0) {
                Program program = programs.get(d / OVERLAPPING_DECOY % programs.size());
                genes.addAll(program.set().genes().subList(0, OVERLAP));
            }
            IntStream.of(order)
                    .boxed()
                    .filter(gene -> !genes.contains(gene))
                    .limit(options.programGenes() - genes.size())
                    .toList()
                    .forEach(genes::add);
            decoys.add(new Genes("DECOY_" + (d + 1), genes.stream().sorted().toList()));
        }
        return decoys;
    }

    /** types x genes: the mean log fold change of each gene, centred over the types. */
    private double[][] profiles(List<Program> programs, double[] loads) {
        double[][] profiles = new double[options.types()][options.genes()];
        for (Program program : programs) {
            double mean = (double) program.types().size() / options.types();
            for (int t = 0; t < profiles.length; t++) {
                double active = program.types().contains(t) ? 1 : 0;
                for (int gene : program.set().genes()) {
                    profiles[t][gene] = (active - mean) * loads[gene];
                }
            }
        }
        return profiles;
    }

    private List<Integer> misplace(int[] believed) {
        UniformRandomProvider random = streams.stream("misplaced");
        List<Integer> misplaced = new ArrayList<>();
        for (int i = 0; i < believed.length; i++) {
            boolean wrong = random.nextDouble() < options.misplaced();
            int step = options.types() == 1 ? 0 : random.nextInt(1, options.types());
            if (wrong && step > 0) {
                believed[i] = (believed[i] + step) % options.types();
                misplaced.add(i);
            }
        }
        return misplaced;
    }

    private DenseMatrix embedding(int[] believed, double[][] profiles) {
        int d = options.dimensions();
        ContinuousSampler projection = normal("projection");
        double[][] centroids = new double[profiles.length][d];
        for (int gene = 0; gene < options.genes(); gene++) {
            for (int j = 0; j < d; j++) {
                double weight = projection.sample();
                for (int t = 0; t < profiles.length; t++) {
                    centroids[t][j] += profiles[t][gene] * weight;
                }
            }
        }
        double squares = Arrays.stream(centroids)
                .flatMapToDouble(Arrays::stream)
                .map(x -> x * x)
                .sum();
        double scale = squares == 0 ? 1 : Math.sqrt(profiles.length * d / squares);
        ContinuousSampler noise = normal("embedding-noise");
        DenseMatrix embedding = DenseMatrix.zeros(believed.length, d, NumberType.FLOAT32);
        for (int i = 0; i < believed.length; i++) {
            double[] row = new double[d];
            for (int j = 0; j < d; j++) {
                row[j] = scale * centroids[believed[i]][j] + options.noise() * noise.sample();
            }
            double length = Math.sqrt(Arrays.stream(row).map(x -> x * x).sum());
            for (int j = 0; j < d; j++) {
                embedding.set(i, j, length == 0 ? 0 : row[j] / length);
            }
        }
        return embedding;
    }

    private double[] logNormals(String stream, int count, double median, double sd) {
        ContinuousSampler normal = normal(stream);
        return IntStream.range(0, count)
                .mapToDouble(i -> median * Math.exp(sd * normal.sample()))
                .toArray();
    }

    private ContinuousSampler normal(String stream) {
        return ZigguratSampler.NormalizedGaussian.of(streams.stream(stream));
    }
}
