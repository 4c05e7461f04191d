package org.quorumsgd.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That notebooks run is shown with Jupyter, in the job's tests. */
class NotebookJsonTest {
    private static final String HOSTILE = "\"]}, <img src=x> ``` *a* $b$ {{folder}}\n# title\u0007";

    @Test
    void fencedBlocksAreCodeAndTheRestIsText() {
        assertThat(Cell.parse("# Title\n\ntext\n\n```python\nx = 1\n\ny = 2\n```\n\nmore\n"))
                .containsExactly(
                        new Cell(Cell.Kind.MARKDOWN, "# Title\n\ntext"),
                        new Cell(Cell.Kind.CODE, "x = 1\n\ny = 2"),
                        new Cell(Cell.Kind.MARKDOWN, "more"));
    }

    @Test
    void bothNotebooksHoldTheCellsOfTheTemplate() throws IOException {
        List<Cell> cells = Cell.template();
        JsonNode jupyter = new JsonMapper().readTree(NotebookJson.jupyter(cells));
        JsonNode zeppelin = new JsonMapper().readTree(NotebookJson.zeppelin(cells));

        assertThat(jupyter.at("/nbformat").asInt()).isEqualTo(4);
        assertThat(jupyter.at("/cells")).hasSameSizeAs(cells);
        assertThat(zeppelin.at("/paragraphs")).hasSameSizeAs(cells);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < cells.size(); i++) {
            boolean code = cells.get(i).kind() == Cell.Kind.CODE;
            JsonNode cell = jupyter.at("/cells/" + i);
            StringBuilder source = new StringBuilder();
            cell.get("source").forEach(line -> source.append(line.textValue()));
            assertThat(source).hasToString(cells.get(i).text());
            assertThat(cell.get("cell_type").textValue()).isEqualTo(code ? "code" : "markdown");
            assertThat(cell.has("outputs")).isEqualTo(code);
            JsonNode paragraph = zeppelin.at("/paragraphs/" + i);
            assertThat(paragraph.get("text").textValue())
                    .isEqualTo((code ? "%python.ipython\n\n" : "%md\n\n")
                            + cells.get(i).text());
            assertThat(ids.add(paragraph.get("id").textValue())).isTrue();
        }
    }

    @Test
    void namesOfRunsAreABlockInWhichNothingHasAMeaning() {
        Cell cell = new Cell(Cell.Kind.MARKDOWN, "# Runs\n\n{{runs}}\n\nend");

        assertThat(cell.filled(List.of("a", HOSTILE), ".").text().lines())
                .hasSize(6)
                .startsWith("# Runs", "", "    a")
                .endsWith("", "end")
                .element(3)
                .asString()
                .startsWith("    \"]}, <img");
        assertThat(cell.filled(Collections.nCopies(100, "a"), ".").text()).contains("\n    and 80 more\n");
    }

    @Test
    void folderIsALiteralOfPython() {
        Cell cell = new Cell(Cell.Kind.CODE, "folder = Path({{folder}})");

        assertThat(cell.filled(List.of(), "a\"b\\c\né").text()).isEqualTo("folder = Path(\"a\\\"b\\\\c\\né\")");
    }
}
