package org.sce2tm.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which row of one file belongs to each cell of another: by cell id, or by position where the ids of either file are
 * only row numbers or where the user asked for it. Where no id is in both files and one of them has barcodes that all end
 * in a well's number (-1), ids are compared without it.
 *
 * @param rows for each cell, in the cells' order, its row in the other file; not copied
 * @param byPosition whether rows were matched by position
 * @param unused how many rows of the other file belong to no cell
 * @param description one sentence for the log and the result file: how the rows were matched
 */
@SuppressWarnings("ArrayRecordComponent") // an index list, handed on and never compared
public record CellJoin(int[] rows, boolean byPosition, int unused, String description) {
    private static final int SHOWN = 5;
    private static final Pattern WELL = Pattern.compile("-\\d+$");

    /** What to tell the user of rows matched by position, which nothing can check; empty where ids matched them. */
    public Optional<String> positionWarning() {
        return byPosition
                ? Optional.of(description + "; make sure that both files have the same order of cells.")
                : Optional.empty();
    }

    /** How rows may be matched: AUTO by id, and by position where the ids are only row numbers. */
    public enum Match {
        AUTO,
        ID,
        POSITION
    }

    /**
     * Ids and where they come from.
     *
     * @param source the file, for messages
     * @param ids one a row
     */
    public record Ids(String source, List<String> ids) {
        public Ids {
            ids = List.copyOf(ids);
        }
    }

    /** Whether the ids are 0, 1, 2, … or 1, 2, 3, … and so say no more than the position. */
    public static boolean areRowNumbers(List<String> ids) {
        return !ids.isEmpty() && (countsFrom(0, ids) || countsFrom(1, ids));
    }

    private static boolean countsFrom(int first, List<String> ids) {
        return IntStream.range(0, ids.size()).allMatch(i -> ids.get(i).equals(Integer.toString(i + first)));
    }

    /**
     * Matches two files that must hold the same cells.
     *
     * @throws BadDataException if a cell of either file is missing in the other, an id repeats, or, by position, the
     *     numbers of rows differ
     */
    public static CellJoin same(Ids cells, Ids other, Match match) {
        CellJoin join = containing(cells, other, match);
        if (join.unused > 0) {
            Set<String> known = new HashSet<>(cells.ids());
            throw missing(
                    other,
                    cells,
                    other.ids().stream().filter(id -> !known.contains(id)).toList());
        }
        return join;
    }

    /**
     * As {@link #same}, but the other file may hold more cells when rows are matched by id.
     *
     * @throws BadDataException as {@link #same}
     */
    public static CellJoin containing(Ids cells, Ids other, Match match) {
        boolean sameCount = cells.ids().size() == other.ids().size();
        boolean mereNumbers = areRowNumbers(cells.ids()) || areRowNumbers(other.ids());
        boolean sameIds = sameCount && new HashSet<>(cells.ids()).equals(new HashSet<>(other.ids()));
        boolean byPosition = match == Match.POSITION || (match == Match.AUTO && mereNumbers && !sameIds);
        if (byPosition) {
            return byPosition(cells, other, match);
        }
        boolean suffixDiffers = cells.ids().stream().allMatch(CellJoin::hasWell)
                != other.ids().stream().allMatch(CellJoin::hasWell);
        if (suffixDiffers && Collections.disjoint(new HashSet<>(cells.ids()), other.ids())) {
            CellJoin join = byId(withoutWell(cells), withoutWell(other));
            return new CellJoin(join.rows, false, join.unused, join.description + " without the suffix (-1) of either");
        }
        return byId(cells, other);
    }

    /** Cell Ranger ends barcodes in the number of the well (-1), which many tools drop. */
    private static boolean hasWell(String id) {
        return WELL.matcher(id).find();
    }

    private static Ids withoutWell(Ids ids) {
        return new Ids(
                ids.source(),
                ids.ids().stream().map(id -> WELL.matcher(id).replaceFirst("")).toList());
    }

    private static CellJoin byPosition(Ids cells, Ids other, Match match) {
        if (cells.ids().size() != other.ids().size()) {
            throw new BadDataException(
                    other.source(),
                    "has " + other.ids().size() + " rows for the " + cells.ids().size() + " cells of " + cells.source()
                            + ", and rows can only be matched by position"
                            + (match == Match.POSITION
                                    ? ", as asked"
                                    : ": the ids of one of them are only row numbers"),
                    "Give one row for each cell in the same order (no header above a single column), or ids in both");
        }
        String why = match == Match.POSITION ? "as asked" : "the ids are only row numbers";
        return new CellJoin(
                IntStream.range(0, cells.ids().size()).toArray(),
                true,
                0,
                other.source() + ": rows matched by position (" + why + ")");
    }

    private static CellJoin byId(Ids cells, Ids other) {
        Map<String, Integer> rowOf = rowOf(other);
        rowOf(cells); // refuses a repeated id
        int[] rows = new int[cells.ids().size()];
        List<String> absent = new ArrayList<>();
        Arrays.setAll(rows, i -> {
            Integer row = rowOf.get(cells.ids().get(i));
            if (row == null) {
                absent.add(cells.ids().get(i));
                return -1;
            }
            return row;
        });
        if (!absent.isEmpty()) {
            throw missing(cells, other, absent);
        }
        int unused = other.ids().size() - rows.length;
        return new CellJoin(rows, false, unused, other.source() + ": rows matched by cell id");
    }

    private static Map<String, Integer> rowOf(Ids ids) {
        Map<String, Integer> rowOf = new HashMap<>();
        for (int i = 0; i < ids.ids().size(); i++) {
            Integer before = rowOf.put(ids.ids().get(i), i);
            if (before != null) {
                throw new BadDataException(
                        ids.source() + ", row " + (i + 1),
                        "the cell id '" + ids.ids().get(i) + "' was already in row " + (before + 1)
                                + ", and rows are matched by id",
                        "Make the ids unique");
            }
        }
        return rowOf;
    }

    private static BadDataException missing(Ids having, Ids lacking, List<String> absent) {
        return new BadDataException(
                lacking.source(),
                absent.size() + " of the " + having.ids().size() + " cells of " + having.source()
                        + " are missing here (" + first(absent) + "); the ids here begin with "
                        + first(lacking.ids()),
                "Give both files the same cell ids");
    }

    private static String first(List<String> ids) {
        return String.join(", ", ids.subList(0, Math.min(SHOWN, ids.size()))) + (ids.size() > SHOWN ? ", …" : "");
    }
}
