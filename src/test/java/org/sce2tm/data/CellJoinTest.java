package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sce2tm.data.CellJoin.Ids;
import org.sce2tm.data.CellJoin.Match;

class CellJoinTest {
    private static Ids ids(String source, String... ids) {
        return new Ids(source, List.of(ids));
    }

    private static final Ids CELLS = ids("cells.csv", "a", "b", "c");

    @Test
    void rowsFollowTheCellIds() {
        CellJoin join = CellJoin.same(CELLS, ids("labels.csv", "c", "a", "b"), Match.AUTO);
        assertThat(join.rows()).containsExactly(1, 2, 0);
        assertThat(join.byPosition()).isFalse();
    }

    @Test
    void rowNumbersOnEitherSideMatchByPositionAndThatIsSaid() {
        for (Ids numbers : List.of(ids("n", "0", "1", "2"), ids("n", "1", "2", "3"))) {
            assertThat(CellJoin.same(CELLS, numbers, Match.AUTO).rows()).containsExactly(0, 1, 2);
            assertThat(CellJoin.same(numbers, CELLS, Match.AUTO).description()).contains("by position");
        }
        assertThat(CellJoin.same(ids("e", "0", "1", "2"), ids("l", "1", "2", "3"), Match.AUTO)
                        .rows())
                .containsExactly(0, 1, 2);
    }

    @Test
    void shuffledNumbersAreIds() {
        CellJoin join = CellJoin.same(ids("e", "0", "1", "2"), ids("l", "2", "0", "1"), Match.AUTO);
        assertThat(join.rows()).containsExactly(1, 2, 0);
    }

    @Test
    void numbersOfDifferentStartAndLengthAreNeverMatchedById() {
        assertThatThrownBy(() -> CellJoin.containing(ids("e", "1", "2"), ids("l", "0", "1", "2"), Match.AUTO))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("3 rows for the 2 cells");
    }

    @Test
    void aMissingCellIsNamed() {
        assertThatThrownBy(() -> CellJoin.same(CELLS, ids("labels.csv", "c", "a"), Match.AUTO))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("labels.csv: 1 of the 3 cells of cells.csv are missing here (b)");
        assertThatThrownBy(() -> CellJoin.same(CELLS, ids("labels.csv", "c", "a", "b", "x"), Match.AUTO))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("cells.csv: 1 of the 4 cells of labels.csv are missing here (x)");
        assertThat(CellJoin.containing(CELLS, ids("labels.csv", "x", "c", "a", "b"), Match.ID)
                        .rows())
                .containsExactly(2, 3, 1);
    }

    @Test
    void positionIsTakenWhenAskedAndNeedsEqualCounts() {
        assertThat(CellJoin.same(CELLS, ids("e", "x", "y", "z"), Match.POSITION).byPosition())
                .isTrue();
        assertThatThrownBy(() -> CellJoin.same(CELLS, ids("e", "x", "y"), Match.POSITION))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("2 rows");
        assertThatThrownBy(() -> CellJoin.same(CELLS, ids("e", "0", "1", "2"), Match.ID))
                .isInstanceOf(BadDataException.class);
    }

    @Test
    void aRepeatedIdIsRefused() {
        assertThatThrownBy(() -> CellJoin.same(CELLS, ids("labels.csv", "a", "a", "b"), Match.AUTO))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("labels.csv, row 2")
                .hasMessageContaining("row 1");
    }

    @Test
    void barcodesWithAndWithoutTheirWellAreTheSameCells() {
        CellJoin join = CellJoin.same(ids("m", "AAC-1", "GGT-1"), ids("l", "GGT", "AAC"), Match.AUTO);
        assertThat(join.rows()).containsExactly(1, 0);
        assertThat(join.description()).contains("without the suffix");
    }

    @Test
    void wellsThatTellCellsApartAreKept() {
        assertThatThrownBy(() -> CellJoin.same(ids("m", "AAC-1", "AAC-2"), ids("l", "AAC", "GGT"), Match.AUTO))
                .isInstanceOf(BadDataException.class);
        assertThatThrownBy(() -> CellJoin.same(ids("m", "AAC-1", "GGT-1"), ids("l", "AAC-2", "GGT-2"), Match.AUTO))
                .isInstanceOf(BadDataException.class);
    }
}
