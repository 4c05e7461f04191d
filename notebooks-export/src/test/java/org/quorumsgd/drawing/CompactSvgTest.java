package org.quorumsgd.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.geom.Line2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class CompactSvgTest {
    @Test
    void segmentsThatJoinAreOnePolyline() {
        assertThat(CompactSvg.of("""
                <svg>
                  <line style="stroke:red;" x1="1.00049" x2="2" y1="3" y2="4.12345"/>
                  <line style="stroke:red;" x1="2" x2="5" y1="4.12345" y2="-0.001"/>
                  <line style="stroke:red;" x1="6" x2="7" y1="0" y2="0"/>
                  <line style="stroke:blue;" x1="7" x2="8" y1="0" y2="0"/>
                  <path d="M1.23456,-7.125E-5 L100.0,1.5"/>
                  <text x="1">gain 0.12345</text>
                </svg>
                """)).isEqualTo("""
                <svg>
                <polyline style="stroke:red;" points="1,3 2,4.12 5,0"/>
                <polyline style="stroke:red;" points="6,0 7,0"/>
                <polyline style="stroke:blue;" points="7,0 8,0"/>
                <path d="M1.23,0 L100.0,1.5"/>
                <text x="1">gain 0.12345</text>
                </svg>
                """);
    }

    @Test
    void whatTheLibraryWritesIsUnderstood() throws IOException {
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        new Drawing(100, 100, graphics -> {
                    graphics.setColor(Color.RED);
                    for (int i = 0; i < 50; i++) {
                        graphics.draw(new Line2D.Double(i, Math.sin(i), i + 1, Math.sin(i + 1)));
                    }
                })
                .writeSvg(svg);
        assertThat(svg.toString(StandardCharsets.UTF_8))
                .contains("<?xml", "</svg>")
                .containsOnlyOnce("<polyline ")
                .doesNotContain("<line ")
                .doesNotContainPattern("\\d\\.\\d{3}");
    }
}
