import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nextflow.config.control.ConfigParser;
import nextflow.script.control.ScriptParser;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.control.messages.WarningMessage;

/**
 * Parses the given .nf and .config files with the strict parser of the Nextflow jar on the class path and prints what it
 * finds; exits with 1 if it finds anything. ("nextflow lint" of 25.04.4 itself fails when it has something to say.)
 */
public class Lint {
    public static void main(String[] files) throws Exception {
        ScriptParser scripts = new ScriptParser();
        ConfigParser configs = new ConfigParser();
        List<SourceUnit> sources = new ArrayList<>();
        for (String name : files) {
            File file = new File(name);
            sources.add(name.endsWith(".nf") ? scripts.parse(file) : configs.parse(file));
        }
        scripts.analyze();
        configs.analyze();
        int findings = 0;
        for (SourceUnit source : sources) {
            var collector = source.getErrorCollector();
            if (collector.hasErrors()) {
                for (var message : collector.getErrors()) {
                    var cause = message instanceof SyntaxErrorMessage syntax ? syntax.getCause() : null;
                    System.out.println(source.getName() + ":" + (cause == null ? message : cause.getStartLine() + ":"
                            + cause.getStartColumn() + ": " + cause.getOriginalMessage()));
                    findings++;
                }
            }
            if (collector.hasWarnings()) {
                for (WarningMessage warning : collector.getWarnings()) {
                    System.out.println(source.getName() + ":" + warning.getContext().getStartLine() + ": warning: "
                            + warning.getMessage());
                    findings++;
                }
            }
        }
        System.out.println(sources.size() + " files, " + findings + " findings");
        System.exit(findings == 0 ? 0 : 1);
    }
}
