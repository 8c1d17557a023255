package org.sce2tm.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.data.ResultFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What every tool does around its work: says in the first line who runs where, in the last how it ended, and turns
 * exceptions into the exit codes 0 done, 1 a bug, 2 wrong usage, 3 bad data, 4 nothing can be produced, 137 out of
 * memory. No option may be given twice.
 */
@Command(versionProvider = Version.class) // inherited by every tool
public abstract class ToolCommand implements Callable<Integer> {
    /** Exit codes of every tool. */
    public static final int DONE = 0;

    public static final int BUG = 1;
    public static final int WRONG_USAGE = 2;
    public static final int BAD_DATA = 3;
    public static final int NOTHING_TO_PRODUCE = 4;
    public static final int OUT_OF_MEMORY = 137;

    /** How a pipeline's status file calls the outcomes that it can go on after. */
    private static final Map<Integer, String> STATUS = Map.of(
            DONE, "done",
            WRONG_USAGE, "wrong_usage",
            BAD_DATA, "bad_data",
            NOTHING_TO_PRODUCE, "nothing_to_produce");

    private static final String STATUS_FILE = "--status-file";

    /** Words that no shell changes. */
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Java threads to use (default: the processors this process may use).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = STATUS_FILE,
            paramLabel = "FILE",
            description =
                    "For pipelines: write the outcome as JSON (status, exit_code, reason) and end with 0 even when the"
                            + " usage is wrong (2), the data are bad (3) or nothing can be produced (4).")
    private Optional<Path> statusFile = Optional.empty();

    /** Help that leaves out the options which a tool says do not concern the rest of the command line. */
    public static CommandLine.Help help(CommandSpec spec, CommandLine.Help.ColorScheme colors) {
        return new CommandLine.Help(spec, colors) {
            @Override
            public String optionList() {
                if (!(spec.userObject() instanceof ToolCommand tool)
                        || spec.options().stream().allMatch(tool::concerns)) {
                    return super.optionList();
                }
                StringBuilder text =
                        new StringBuilder(list(spec.options().stream().filter(option -> option.group() == null)));
                for (ArgGroupSpec group : optionSectionGroups()) {
                    String options = list(group.allOptionsNested().stream().filter(tool::concerns));
                    text.append(options.isEmpty() ? "" : createHeading(group.heading()) + options);
                }
                return text.toString();
            }

            private String list(Stream<OptionSpec> options) {
                Layout layout = createDefaultLayout();
                layout.addOptions(options.filter(option -> !option.hidden()).toList(), parameterLabelRenderer());
                return layout.toString();
            }
        };
    }

    /** Whether an option has an effect beside what else was given. */
    protected boolean concerns(OptionSpec option) {
        return true;
    }

    /** Does the work; throws {@link BadDataException}, {@link NothingToProduceException} or {@link UsageException}. */
    protected abstract void run() throws Exception;

    /** Number of Java threads, at least 1. */
    protected final int threads() {
        if (threads < 1) {
            throw new UsageException("--threads " + threads + ": give a whole number from 1");
        }
        return threads;
    }

    /** The tool's name, e.g. {@code metric-tc}. */
    protected final String toolName() {
        return spec.name();
    }

    /** Starts the result file of this tool; the clock runs from here. */
    protected final ToolResult.Builder newResult() {
        return ToolResult.builder(toolName(), commandLine());
    }

    /** The command as it was given, for the result file. */
    private String commandLine() {
        List<String> words = new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
        words.remove(toolName()); // the launcher's choice of this tool comes before anything else of that name
        words.add(0, toolName());
        words.add(0, "sce2tm");
        return words.stream().map(ToolCommand::quoted).collect(Collectors.joining(" "));
    }

    /** A word as a shell takes it. */
    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * Parallel streams run on the common pool, which would take every processor. The pool reads its size once, when it
     * is first used; a tool is a process of its own and nothing has used the pool before this. Room data needs no
     * number of threads handed through for it. The caller works along with the pool, hence one less.
     */
    private void holdCommonPool() {
        System.setProperty(
                "java.util.concurrent.ForkJoinPool.common.parallelism", Integer.toString(Math.max(0, threads - 1)));
    }

    @Override
    public final Integer call() {
        refuseRepeatedOptions();
        long start = System.nanoTime();
        Log.say(
                "%s %s on %s, %d threads, heap %d MB",
                toolName(),
                Version.current(),
                Host.name(),
                threads,
                Runtime.getRuntime().maxMemory() >> 20);
        holdCommonPool();
        int code;
        String reason = "";
        try {
            run();
            code = DONE;
        } catch (BadDataException e) {
            code = BAD_DATA;
            reason = String.valueOf(e.getMessage());
        } catch (NothingToProduceException e) {
            code = NOTHING_TO_PRODUCE;
            reason = String.valueOf(e.getMessage());
        } catch (UsageException e) {
            code = WRONG_USAGE;
            reason = String.valueOf(e.getMessage());
        } catch (Throwable e) {
            if (OutOfMemory.caused(e)) {
                code = OUT_OF_MEMORY;
                reason = "out of memory (" + e.getMessage() + "). Give the task more memory, e.g. sce2tm " + toolName()
                        + " -Xmx8g";
            } else {
                code = BUG;
                reason = "a bug: " + e;
                e.printStackTrace();
            }
        }
        if (code != DONE) {
            Log.say("error: %s", reason);
        }
        Log.say(
                "%s %s in %s s",
                toolName(),
                code == DONE ? "done" : "failed with exit code " + code,
                String.format(Locale.ROOT, "%.1f", (System.nanoTime() - start) / 1e9));
        if (statusFile.isPresent() && STATUS.containsKey(code)) {
            writeStatus(statusFile.get(), toolName(), code, reason);
            return DONE;
        }
        return code;
    }

    /**
     * For picocli the second of two equal options of a group begins a second group, and all that the first one holds is
     * lost without a word.
     */
    private void refuseRepeatedOptions() {
        repeated(spec, spec.commandLine().getParseResult().originalArgs()).ifPresent(message -> {
            throw new ParameterException(spec.commandLine(), message);
        });
    }

    /** What is wrong with words that give an option twice that takes one value or list; empty where none do. */
    private static Optional<String> repeated(CommandSpec spec, List<String> words) {
        Set<String> given = new HashSet<>();
        return words.stream()
                .map(word -> spec.optionsMap().get(word.split("=", 2)[0]))
                .filter(option -> option != null && !gathers(option) && !given.add(option.longestName()))
                .findFirst()
                .map(option -> option.longestName() + " is given twice; give it once");
    }

    /** Whether each further mention adds a value. */
    private static boolean gathers(OptionSpec option) {
        return option.isMultiValue() && option.splitRegex().isEmpty();
    }

    /** The same words for an option given twice, whether picocli noticed or not. */
    private static ParameterException inOurWords(ParameterException problem, String... arguments) {
        boolean tooOften =
                problem instanceof OverwrittenOptionException || problem instanceof MaxValuesExceededException;
        return tooOften
                ? repeated(problem.getCommandLine().getCommandSpec(), List.of(arguments))
                        .map(message -> new ParameterException(problem.getCommandLine(), message, problem))
                        .orElse(problem)
                : problem;
    }

    private static void writeStatus(Path file, String tool, int code, String reason) {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("tool", tool);
        status.put("status", STATUS.get(code));
        status.put("exit_code", code);
        status.put("reason", reason);
        ResultFile.write(file, status);
    }

    /**
     * What a launcher does with a command line that cannot be parsed: says why and where help is, not the help itself,
     * whose hundreds of lines would hide the reason; and where the command line names a status file, the outcome goes
     * there too, as for wrong usage that is found later.
     */
    public static int refuse(ParameterException found, String... arguments) {
        ParameterException problem = inOurWords(found, arguments);
        CommandLine tool = problem.getCommandLine();
        PrintWriter err = tool.getErr();
        err.println(problem.getMessage());
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("See '" + tool.getCommandSpec().qualifiedName() + " --help'.");
        Optional<Path> file = statusFile(arguments);
        file.ifPresent(
                path -> writeStatus(path, tool.getCommandName(), WRONG_USAGE, String.valueOf(problem.getMessage())));
        return file.isPresent() ? DONE : WRONG_USAGE;
    }

    /** The status file of a command line that could not be parsed. */
    private static Optional<Path> statusFile(String... arguments) {
        List<String> words = Stream.of(arguments)
                .flatMap(word -> word.startsWith(STATUS_FILE + "=")
                        ? Stream.of(STATUS_FILE, word.substring(STATUS_FILE.length() + 1))
                        : Stream.of(word))
                .toList();
        int at = words.indexOf(STATUS_FILE);
        return at >= 0 && at + 1 < words.size() ? Optional.of(Path.of(words.get(at + 1))) : Optional.empty();
    }
}
