package org.quorumsgd.report;

import java.io.IOException;
import java.util.List;
import org.quorumsgd.config.InvalidInputException;

/** A report of runs, as far as they have come when it is read. */
public sealed interface Report permits RunReport, ComparisonReport, SimulationReport {
    /** Its name in the directory of a run or a batch. */
    String FILE = "report.html";

    /**
     * Reads the runs: one run gives its own report, several a comparison.
     *
     * @param directories of runs, or with those of runs inside, as a batch leaves them
     * @throws InvalidInputException with the first problem of each file that is missing or broken, for all runs at once
     */
    static Report of(List<Directory> directories) throws IOException {
        boolean one = directories.size() == 1 && directories.get(0).has(RunFiles.MANIFEST);
        if (one && SimulationReport.isOf(directories.get(0))) {
            return new SimulationReport(
                    RunFiles.readAll(directories, SimulationDetails::read).get(0));
        }
        if (one) {
            return new RunReport(RunFiles.readAll(directories, RunDetails::read).get(0));
        }
        List<RunCurves> runs = RunFiles.readAll(directories, RunCurves::read);
        String title = directories.size() == 1 ? directories.get(0).name() : runs.size() + " runs";
        return ComparisonReport.of(title, runs);
    }

    String title();

    /**
     * The page, one file that needs no other.
     *
     * @param place where it will lie: it has links to the reports of runs below
     */
    String html(Directory place) throws IOException;

    /** The same curves as pictures. */
    List<Figure> figures();
}
