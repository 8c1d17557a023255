package org.sce2tm.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.sce2tm.Main;

class TrainHelpTest {
    private static String help(String... arguments) {
        StringWriter text = new StringWriter();
        int code = Main.commandLine("train").setOut(new PrintWriter(text)).execute(arguments);
        assertThat(code).isZero();
        return text.toString();
    }

    @Test
    void withAModelItShowsThatModelsOptions() {
        assertThat(help("train", "--help", "--model", "scvi-ld"))
                .contains("Hyper-parameters of scvi, scvi-ld:", "--kl-epochs=", "--epochs=", "--latent=", "--dataset=")
                .doesNotContain("Hyper-parameters of sctag", "--sinkhorn-iterations=", "--links=", "--topics=");
    }

    @Test
    void anOptionOfScViLdAloneIsNotAmongScVisOwn() {
        assertThat(help("train", "--help", "--model", "scvi-ld")).contains("--signs=together|split");
        assertThat(help("train", "--help", "--model", "scvi"))
                .contains("--kl-epochs=")
                .doesNotContain("--signs=");
    }

    @Test
    void withoutAModelItShowsAll() {
        assertThat(help("train", "--help"))
                .contains("Hyper-parameters of scvi, scvi-ld:", "--sinkhorn-iterations=", "--links=", "--topics=");
    }
}
