package org.sce2tm.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.ResultFile;

/**
 * What one tool left behind for one run.
 *
 * @param reason why it is not done; empty where it is
 * @param result its JSON; present exactly where it is done
 */
record Step(String tool, Status status, String reason, Optional<JsonNode> result) {
    static final String LOST = "no output and no status: the task was lost";

    /** Looks for the tool's status and JSON; empty where there is neither. */
    static Optional<Step> find(Manifest manifest, ExpectedRun run, String tool) {
        Optional<Path> statusFile = manifest.find(run, tool, "status.json");
        Optional<Path> resultFile = manifest.find(run, tool, tool + ".json");
        if (statusFile.isEmpty() && resultFile.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (statusFile.isPresent()) {
                JsonNode status = ResultFile.read(statusFile.get());
                Status ended = Status.of(status.path("status").asText());
                if (ended != Status.DONE) {
                    String reason = status.path("reason").asText();
                    return Optional.of(failed(tool, ended, reason.isEmpty() ? "its status gives no reason" : reason));
                }
            }
            if (resultFile.isEmpty()) {
                return Optional.of(failed(
                        tool, Status.MISSING, "its status says done, but no " + tool + ".json is in the manifest"));
            }
            return Optional.of(new Step(tool, Status.DONE, "", Optional.of(ResultFile.read(resultFile.get()))));
        } catch (BadDataException e) {
            // One broken file is one hole; the report of all other runs is still written.
            return Optional.of(failed(tool, Status.MISSING, String.valueOf(e.getMessage())));
        }
    }

    static Step failed(String tool, Status status, String reason) {
        return new Step(tool, status, reason, Optional.empty());
    }
}
