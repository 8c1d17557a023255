package org.sce2tm.model;

import java.util.Map;
import java.util.Optional;

/** The external embedding as it is: what training adds is measured against it. Nothing is learned; no topics. */
public record ExternalMethod() implements Method {
    @Override
    public String id() {
        return "external";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of();
    }

    @Override
    public boolean needsExternal() {
        return true;
    }

    @Override
    public Trained train(TrainingData data, TrainingRun run) {
        Representation cells = new Representation(data.external().orElseThrow(), Optional.empty());
        return new Trained(cells, Map.of(), Map.of(), Map.of(), Optional.empty());
    }
}
