package org.sce2tm.train;

import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.model.ScViOptions;
import org.sce2tm.model.ScViOptions.Signs;
import picocli.CommandLine.Option;

/** The option of {@code --model scvi-ld} alone; scvi has no topics. */
final class ScViLdArguments {
    @Option(
            names = "--signs",
            converter = SignsConverter.class,
            paramLabel = "together|split",
            description = "Topics of the L latent dimensions, whose values and loadings are signed: together (default):"
                    + " one a dimension, its genes those of the largest positive loadings; split: two a dimension,"
                    + " first the L positive ends, then, in the same order, the L negative ones. The embedding is the"
                    + " same.")
    private Signs signs = ScViOptions.DEFAULTS.signs();

    Signs signs() {
        return signs;
    }

    /** Reads {@link Signs}. */
    static final class SignsConverter extends ChoiceConverter<Signs> {
        SignsConverter() {
            super(Signs.class);
        }
    }
}
