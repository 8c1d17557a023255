package org.sce2tm.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an option that is one of a few words: the constant {@code MEAN_OF_LOGS} is written {@code mean-of-logs}, in
 * capitals or not.
 *
 * @param <E> the constants
 */
public abstract class ChoiceConverter<E extends Enum<E>> implements ITypeConverter<E> {
    private final Class<E> type;

    protected ChoiceConverter(Class<E> type) {
        this.type = type;
    }

    /** A constant as options write it. */
    public static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constant that a text is, if it is one. */
    public static <E extends Enum<E>> Optional<E> parse(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> text(constant).equalsIgnoreCase(text))
                .findFirst();
    }

    /** All constants as options write them, separated by commas. */
    public static <E extends Enum<E>> String choices(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(ChoiceConverter::text).collect(Collectors.joining(", "));
    }

    @Override
    public final E convert(String value) {
        return parse(type, value)
                .orElseThrow(() -> new TypeConversionException("'" + value + "' is none of " + choices(type)));
    }
}
