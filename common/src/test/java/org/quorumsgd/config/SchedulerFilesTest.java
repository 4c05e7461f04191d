package org.quorumsgd.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.SAXException;

/**
 * Each file of conf/schedulers is read by what reads it in earnest, or by its schema: systemd's own verifier, Oozie's own schemas,
 * Python and pyflakes, a parser of crontabs. A linter that is missing fails the test: bin/install-tools.
 */
final class SchedulerFilesTest {
    private static final Path FILES = Path.of("..", "conf", "schedulers");
    private static final Pattern CRONTAB_LINE = Pattern.compile("((?:\\S+\\s+){5})(.*)");
    private static final List<String> OOZIE_SCHEMAS =
            List.of("oozie-workflow-1.0.xsd", "oozie-coordinator-0.4.xsd", "spark-action-1.0.xsd");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "crontab",
        "quorum-nightly.service",
        "quorum-nightly.timer",
        "airflow_dag.py",
        "oozie/workflow.xml",
        "oozie/coordinator.xml"
    })
    void everyFileIsWhatItsSchedulerReads(String file) throws Exception {
        assertThat(complaints(file, Files.readString(FILES.resolve(file)))).isEmpty();
    }

    /** What a linter is worth: each finds an error that is easily made. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "crontab                 | 30 1              | 61 1",
                "crontab                 | \\%F              | %F",
                "quorum-nightly.service  | KillMode=         | KillMood=",
                "quorum-nightly.service  | Type=oneshot      | Type=once",
                "quorum-nightly.timer    | 01:30             | 25:30",
                "airflow_dag.py          | timedelta(        | timedelta((",
                "airflow_dag.py          | ', timedelta'     | ''",
                "airflow_dag.py          | '\"30 1'          | '\"30 25'",
                "oozie/workflow.xml      | <mode>            | <mood>",
                "oozie/workflow.xml      | resource-manager  | resource-boss",
                "oozie/coordinator.xml   | <concurrency>     | <concurency>"
            })
    void anErrorInItIsFound(String file, String right, String wrong) throws Exception {
        String content = Files.readString(FILES.resolve(file));
        assertThat(content).contains(right);
        assertThat(complaints(file, content.replace(right, wrong))).isNotEmpty();
    }

    @Test
    void everyFileIsLookedAt() throws IOException {
        try (Stream<Path> files = Files.walk(FILES)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(6);
        }
    }

    @Test
    void theSchedulersCallWhatIsThere() throws IOException {
        assertThat(FILES.resolve("../nightly")).isNotEmptyDirectory();
        try (Stream<Path> files = Files.walk(FILES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("quorum-nightly.timer") && !file.endsWith("coordinator.xml")) {
                    assertThat(Files.readString(file)).contains("batch", "--date", "--out");
                }
            }
        }
    }

    private List<String> complaints(String file, String content) throws Exception {
        return switch (file) {
            case "crontab" -> crontab(content);
            case "airflow_dag.py" -> airflow(content);
            case "quorum-nightly.service", "quorum-nightly.timer" -> systemd(file, content);
            default -> oozie(content);
        };
    }

    private static List<String> crontab(String content) {
        List<String> complaints = new ArrayList<>();
        for (String line : content.lines().filter(each -> !each.startsWith("#")).toList()) {
            Matcher parts = CRONTAB_LINE.matcher(line);
            if (!parts.matches()) {
                complaints.add(line);
                continue;
            }
            complaints.addAll(schedule(parts.group(1)));
            // The first bare one would end the command.
            if (parts.group(2).matches(".*(?<!\\\\)%.*")) {
                complaints.add("a bare % in " + parts.group(2));
            }
        }
        return complaints;
    }

    /** What is wrong with the five fields of a crontab. */
    static List<String> schedule(String fields) {
        try {
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                    .parse(fields)
                    .validate();
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(fields + ": " + e.getMessage());
        }
    }

    private List<String> airflow(String content) throws Exception {
        Path dag = Files.writeString(directory.resolve("dag.py"), content);
        List<String> complaints = new ArrayList<>(run("/usr/bin/python3", "-m", "py_compile", dag.toString()));
        complaints.addAll(run("/usr/bin/python3", "-m", "pyflakes", dag.toString()));
        Matcher schedule = Pattern.compile("schedule=\"([^\"]*)\"").matcher(content);
        assertThat(schedule.find()).isTrue();
        complaints.addAll(schedule(schedule.group(1)));
        return complaints;
    }

    /** The timer is read beside the service that it starts. */
    private List<String> systemd(String file, String content) throws Exception {
        for (String unit : List.of("quorum-nightly.service", "quorum-nightly.timer")) {
            Files.copy(FILES.resolve(unit), directory.resolve(unit));
        }
        Path changed = Files.writeString(directory.resolve(file), content);
        return run("/usr/bin/systemd-analyze", "verify", "--man=no", "--recursive-errors=no", changed.toString());
    }

    private static List<String> oozie(String content) throws IOException {
        List<Source> schemas = new ArrayList<>();
        for (String name : OOZIE_SCHEMAS) {
            URL schema = SchedulerFilesTest.class.getClassLoader().getResource(name);
            assertThat(schema).as(name).isNotNull();
            schemas.add(new StreamSource(schema.toExternalForm()));
        }
        try {
            SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(schemas.toArray(Source[]::new))
                    .newValidator()
                    .validate(new StreamSource(new StringReader(content)));
            return List.of();
        } catch (SAXException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    /** What the command says; something, where it fails. */
    static List<String> run(String... command) throws Exception {
        assertThat(Path.of(command[0])).as("bin/install-tools installs it").isExecutable();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        List<String> complaints = new ArrayList<>(said.lines().toList());
        if (code != 0) {
            complaints.add(String.join(" ", command) + ": exit code " + code);
        }
        return complaints;
    }
}
