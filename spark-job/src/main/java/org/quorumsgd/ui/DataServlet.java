package org.quorumsgd.ui;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.page.PageFile;

/**
 * Data and files of the tab's pages; GET only, for YARN's proxy passes nothing else. Serves its files itself: Spark's own handler
 * for static files looks where Spark was loaded from, not in the job's jar.
 */
final class DataServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int MAX_POINTS = RunListener.RUN_CAPACITY;
    private static final int USUAL_POINTS = 300;

    private static final Set<String> TAB_FILES = Set.of("/tab.js", "/tab.css");

    private final transient RunReader reader;

    DataServlet(RunReader reader) {
        this.reader = reader;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = Objects.requireNonNullElse(request.getPathInfo(), "");
        if (isFile(path)) {
            sendFile(response, path.substring(1));
        } else if (path.equals("/runs.json")) {
            response.setContentType("application/json;charset=utf-8");
            RunJson.writeRuns(response.getWriter(), reader.runs());
        } else if (path.equals("/run.json") || path.equals("/rounds.csv")) {
            String id = request.getParameter("id");
            Optional<RunRow> run = id == null ? Optional.empty() : reader.run(id);
            if (run.isEmpty()) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND, "No such run in this application");
            } else if (path.equals("/run.json")) {
                sendRun(request, response, run.get());
            } else {
                sendCsv(response, run.get());
            }
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private void sendRun(HttpServletRequest request, HttpServletResponse response, RunRow run) throws IOException {
        long seen = number(request.getParameter("seen"), -1, Long.MAX_VALUE);
        if (seen == run.logged() && run.status().equals(RunRow.RUNNING)) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        long from = number(request.getParameter("from"), 0, Long.MAX_VALUE);
        long to = number(request.getParameter("to"), Long.MAX_VALUE, Long.MAX_VALUE);
        int points = (int) number(request.getParameter("points"), USUAL_POINTS, MAX_POINTS);
        response.setContentType("application/json;charset=utf-8");
        RunJson.writeRun(response.getWriter(), run, reader.rounds(run.runId(), from, to), Math.max(1, points));
    }

    private void sendCsv(HttpServletResponse response, RunRow run) throws IOException {
        response.setContentType("text/csv;charset=utf-8");
        String file = run.runId().replaceAll("[^A-Za-z0-9._=,-]", "_") + "-rounds.csv";
        response.setHeader("Content-Disposition", "attachment; filename=\"" + file + "\"");
        List<RoundRow> rows = reader.rounds(run.runId(), 0, Long.MAX_VALUE);
        RunCsv.write(response.getWriter(), rows);
    }

    private static boolean isFile(String path) {
        return TAB_FILES.contains(path)
                || (path.startsWith("/") && PageFile.named(path.substring(1)).isPresent());
    }

    private static void sendFile(HttpServletResponse response, String name) throws IOException {
        response.setContentType((name.endsWith(".css") ? "text/css" : "text/javascript") + ";charset=utf-8");
        Optional<PageFile> page = PageFile.named(name);
        try (InputStream file = page.isPresent() ? page.get().open() : DataServlet.class.getResourceAsStream(name)) {
            Objects.requireNonNull(file, name).transferTo(response.getOutputStream());
        }
    }

    private static long number(@Nullable String text, long otherwise, long highest) {
        if (text == null || !text.matches("\\d{1,18}")) {
            return otherwise;
        }
        return Math.min(highest, Long.parseLong(text));
    }
}
