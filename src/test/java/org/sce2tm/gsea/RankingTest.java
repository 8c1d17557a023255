package org.sce2tm.gsea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.data.BadDataException;

class RankingTest {
    @TempDir
    Path folder;

    @Test
    void genesAreRankedByDescendingScoreAndEqualOnesKeepTheirOrder() {
        Ranking ranking = Ranking.of("r", List.of("a", "b", "c", "d"), new double[] {1, 3, -2, 1});
        assertThat(ranking.genes()).containsExactly("b", "a", "d", "c");
        assertThat(ranking.scores()).containsExactly(3, 1, 1, -2);
        assertThat(Ranking.warnings(List.of(ranking)))
                .containsExactly("2 genes share their score with another gene and are ranked in the order given");
    }

    @Test
    void genesWithoutAScoreAreDropped() {
        Ranking ranking = Ranking.of("r", List.of("a", "b"), new double[] {Double.NaN, 1});
        assertThat(ranking.genes()).containsExactly("b");
        assertThat(ranking.repairs().unscored()).isEqualTo(1);
    }

    @Test
    void infiniteScoresTakeTheNearestFiniteOne() {
        Ranking ranking = Ranking.of(
                "r", List.of("a", "b", "c", "d"), new double[] {Double.NEGATIVE_INFINITY, 1, Double.POSITIVE_INFINITY, 2
                });
        assertThat(ranking.genes()).containsExactly("c", "d", "b", "a");
        assertThat(ranking.scores()).containsExactly(2, 2, 1, 1);
        assertThat(ranking.repairs().infinite()).isEqualTo(2);
    }

    @Test
    void repeatedNamesGetSuffixesThatNobodyElseHas() {
        Ranking ranking = Ranking.of("r", List.of("a", "a", "a_1", "a", "b"), new double[] {5, 4, 3, 2, 1});
        assertThat(ranking.genes()).doesNotHaveDuplicates().startsWith("a").contains("a_1", "a_2", "b");
        assertThat(ranking.repairs().repeated()).isEqualTo(2);
        assertThat(Ranking.of("r", List.of("x", "x", "x"), new double[] {1, 3, 2})
                        .genes())
                .containsExactly("x", "x_1", "x_2");
    }

    @Test
    void warningsOfManyRankingsAreOneSentenceARule() {
        Ranking tied = Ranking.of("0", List.of("a", "b", "c"), new double[] {1, 1, 1});
        Ranking clean = Ranking.of("1", List.of("a", "b", "c"), new double[] {1, 2, 3});
        assertThat(Ranking.warnings(List.of(tied, clean)))
                .containsExactly("in 1 of 2 topics, up to 3 genes share their score with another gene and are ranked in"
                        + " the order given");
        assertThat(Ranking.warnings(List.of(clean))).isEmpty();
    }

    @Test
    void aFileMayHaveAHeaderCommentsAndMissingScores() throws IOException {
        Ranking ranking = read("ID\tt\n# comment\n\nINS\t1.5\nGCG\tNA\nSST\t-2e-3\n");
        assertThat(ranking.name()).isEqualTo("my");
        assertThat(ranking.genes()).containsExactly("INS", "SST");
        assertThat(ranking.scores()).containsExactly(1.5, -2e-3);
        assertThat(ranking.repairs().unscored()).isEqualTo(1);
    }

    @Test
    void aLineThatIsNoPairIsNamed() {
        assertThatThrownBy(() -> read("INS\t1\nGCG,2\n"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("my.rnk, line 2")
                .hasMessageContaining("name, tab, score");
        assertThatThrownBy(() -> read("INS\t1\nGCG\tmuch\n")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> read("INS 1\nGCG 2\n")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> read("gene\tscore\n")).hasMessageContaining("no gene has a score");
        assertThatThrownBy(() -> RankingFile.read(folder.resolve("absent.rnk")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("absent.rnk");
    }

    private Ranking read(String text) throws IOException {
        return RankingFile.read(Files.writeString(folder.resolve("my.rnk"), text));
    }
}
