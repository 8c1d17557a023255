package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Mistakes in the tables and parameters are told all at once, with their places, before any task starts. */
final class WrongTablesIT {
    private final Path folder = Started.freshFolder("wrong-tables");

    @Test
    void allMistakesOfSheetSettingsAndParametersAreToldTogether() {
        Tables.write(folder.resolve("a.csv"), "x");
        Tables.write(
                folder.resolve("sheet.csv"),
                "dataset,expression,organism,matrix,orientation,labels,label_key,embedding,match,colour",
                "my data,nowhere.csv,human,counts,rows,a.csv,cell_type,,id,",
                "",
                "good,\"a.csv\",human,,,,,,,",
                "good,a.csv,,,,,,,,,,");
        Tables.write(
                folder.resolve("settings.csv"),
                "setting,model,train_args,metric_args,knn_args",
                "one,sctm,--epoch 3 --seed=1 --hvg 9,--topp 3",
                "w/o X,pca,,",
                "w o X,pca,,",
                "w/o ECR,spruce,--ecr-weight 0 --topics 20 --epochs 5,--alpha 0.05",
                "values,sce2tm,--epochs many --ecr-plan=fixed --tau --preset paper,--alpha 5 %,--exact yes --neighbors=15",
                "lists,d-scigm,\"--hidden-sizes 512,wide --layer-topics 64,32 --prior Gene-Sets\",,",
                "words,scetm,epochs 5 --input COUNTS --clustered,,--neighbors");

        Started run = Started.nextflow(
                folder, "--input", "sheet.csv", "--settings", "settings.csv", "--seeds", "1,1", "--sedes", "3");

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.output())
                .contains("sheet.csv, line 1: unknown column 'colour'")
                .contains("sheet.csv, line 2, column 'dataset': 'my data' must be made of letters")
                .contains("sheet.csv, line 2, column 'expression': " + folder.resolve("nowhere.csv"))
                .contains("sheet.csv, line 2, column 'matrix': 'counts' is none of X, raw, layers/NAME")
                .contains("sheet.csv, line 2, column 'orientation': 'rows' is none of auto, cells, genes")
                .contains("sheet.csv, line 2, column 'label_key': give either labels")
                .contains("sheet.csv, line 2, column 'embedding': is empty")
                .contains("sheet.csv, line 5: has 12 cells, the header has 10")
                .contains("sheet.csv, line 5, column 'dataset': 'good' stands already in line 4")
                .contains("sheet.csv, line 5, column 'organism': is empty")
                .contains(
                        "settings.csv, line 2, column 'model': 'sctm' is none of sce2tm, scvi, scvi-ld, scetm, spruce, d-scigm, sctag, sclega, external, pca, random,")
                .contains(
                        "settings.csv, line 2, column 'train_args': '--epoch' is no option for this column, which takes")
                .contains("does not give itself; is it --epochs?")
                .contains("settings.csv, line 2, column 'train_args': '--seed' cannot be given here: --seeds")
                .contains("settings.csv, line 2, column 'metric_args': '--topp' is no option for")
                .contains(
                        "'--hvg' is no option for this column, which takes those of train (sce2tm train --help) that the pipeline does not give itself; it goes into preprocess_args")
                .contains("settings.csv, line 4, column 'setting': 'w o X' has the same folder of results (w_o_X)")
                .contains(
                        "settings.csv, line 5, column 'train_args': '--ecr-weight' has no effect on spruce: it is an option of sce2tm")
                .contains(
                        "settings.csv, line 6, column 'train_args': '--epochs' takes a whole number, not 'many'",
                        "settings.csv, line 6, column 'train_args': '--ecr-plan' takes one of differentiated, constant, not 'fixed'",
                        "settings.csv, line 6, column 'train_args': '--tau' takes a number; its value is missing",
                        "settings.csv, line 6, column 'metric_args': '--alpha' takes a number, not '5 %'",
                        "settings.csv, line 6, column 'knn_args': '--exact' takes no value, not 'yes'",
                        "settings.csv, line 7, column 'train_args': '--hidden-sizes' takes whole numbers with commas between, not '512,wide'",
                        "settings.csv, line 8, column 'train_args': 'epochs 5' stands before any option; options begin with --",
                        "settings.csv, line 8, column 'train_args': '--clustered' takes a value; its value is missing",
                        "settings.csv, line 8, column 'knn_args': '--neighbors' takes a whole number; its value is missing")
                .contains("--seeds '1,1'")
                .contains("--sedes: there is no such parameter")
                .doesNotContain("Submitted process")
                .doesNotContain("sheet.csv, line 3")
                .doesNotContain("line 5, column 'metric_args'", "line 5, column 'train_args': '--epochs'")
                .doesNotContain("'--topics'", "'--preset'", "'--layer-topics'", "'--prior'", "'--input'")
                .doesNotContain("Exception");
    }

    @Test
    void theSessionToGoOnFromIsNamed() {
        String started = "8fcb3698-4b6a-43b3-bb13-d5a6dfbf1c33";
        String refused = "1493309b-ecc2-4658-9c6d-94b475de9e29";
        Tables.write(
                folder.resolve(".nextflow/history"),
                "2026-11-26 17:56:34\t3m 18s\tgrave_wozniak\tOK\t5517f871c9\t" + started + "\tnextflow run .",
                "2026-11-26 18:09:05\t-\tlonely_tesla\t-\t5517f871c9\t" + refused + "\tnextflow run .");
        Tables.write(folder.resolve(".nextflow/cache/" + started + "/index.grave_wozniak"), "the entry of a task");
        assertThat(Started.nextflow(folder).output()).contains("give -resume " + started + ";");
    }

    @Test
    void withoutASheetTheMessageSaysWhatASheetIs() {
        Started run = Started.nextflow(folder);
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.output()).contains("--input: give a samplesheet").doesNotContain("-resume");
    }
}
