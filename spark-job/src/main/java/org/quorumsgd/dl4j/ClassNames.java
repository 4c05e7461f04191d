package org.quorumsgd.dl4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.quorumsgd.config.InvalidInputException;

/**
 * The classes that a model file names. Deeplearning4j's parser loads any class that stands under {@code @class}; its own and
 * ND4J's will do. Nesting and lengths of numbers are bounded by Jackson's defaults, which its older copy in ND4J lacks.
 */
final class ClassNames {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> ALLOWED = List.of("org.deeplearning4j.nn.", "org.nd4j.linalg.");

    private ClassNames() {}

    /** Throws {@link InvalidInputException} for text that is no JSON and for a foreign class. */
    static void inJson(String json, String source) {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw InvalidInputException.of("Invalid network " + source + ": " + e.getOriginalMessage()
                    + " (expected a Deeplearning4j MultiLayerConfiguration as JSON)");
        }
        Deque<JsonNode> left = new ArrayDeque<>(List.of(root));
        while (!left.isEmpty()) {
            JsonNode node = left.pop();
            JsonNode name = node.get("@class");
            if (name != null && ALLOWED.stream().noneMatch(name.asText()::startsWith)) {
                throw InvalidInputException.of("Invalid network " + source + ": class " + name.asText()
                        + " (expected classes of Deeplearning4j)");
            }
            node.forEach(left::push);
        }
    }
}
