package org.quorumsgd.kubernetes;

import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a request to Kubernetes' core API does, in the words of a role. */
record Access(String verb, String resource) {
    private static final Pattern PATH = Pattern.compile(
            "/api/v1/namespaces/[^/?]+/(?<resource>[^/?]+)(?<name>/[^/?]+)?(?<sub>/[^/?]+)?(?<query>[?].*)?");

    static Access of(String method, String path) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            return new Access(method, path);
        }
        boolean one = parts.group("name") != null;
        boolean watch = parts.group("query") != null && parts.group("query").contains("watch=true");
        String verb = switch (method) {
            case "GET" -> watch ? "watch" : one ? "get" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> one ? "delete" : "deletecollection";
            default -> method;
        };
        String sub = parts.group("sub") == null ? "" : parts.group("sub");
        return new Access(verb, parts.group("resource") + sub);
    }

    boolean isGrantedBy(Role role) {
        return role.getRules().stream()
                .anyMatch(rule -> rule.getApiGroups().contains("")
                        && rule.getResources().contains(resource)
                        && rule.getVerbs().contains(verb));
    }

    String refusal() {
        return """
                {"apiVersion": "v1", "kind": "Status", "status": "Failure", "reason": "Forbidden", "code": 403,
                 "message": "the role does not grant: %s"}""".formatted(this);
    }

    @Override
    public String toString() {
        return verb + " " + resource;
    }
}
