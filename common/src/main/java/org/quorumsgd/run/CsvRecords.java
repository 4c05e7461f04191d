package org.quorumsgd.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.config.InvalidInputException;

/** Splits RFC 4180 text into records of cells; a bare empty cell is null, a quoted one is text. */
final class CsvRecords {
    private static final int MAX_RECORD_CHARACTERS = 1 << 20;
    private static final int END = -1;

    private final String file;
    private final Reader in;
    private long line;
    private long nextLine = 1;
    private int length;

    CsvRecords(String file, InputStream in) {
        this.file = file;
        // A fresh decoder reports malformed bytes instead of replacing them.
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    }

    /** Line on which the latest record began, from 1. */
    long line() {
        return line;
    }

    /** The next record, or null at the end. A last record without its line feed was cut off in writing: left out. */
    @Nullable
    List<@Nullable String> next() throws IOException {
        List<@Nullable String> cells = new ArrayList<>();
        line = nextLine;
        length = 0;
        int end;
        do {
            StringBuilder cell = new StringBuilder();
            int c = read();
            boolean quoted = c == '"';
            end = quoted ? quotedCell(cell) : bareCell(cell, c);
            cells.add(quoted || !cell.isEmpty() ? cell.toString() : null);
        } while (end == ',');
        return end == END ? null : cells;
    }

    private int bareCell(StringBuilder cell, int first) throws IOException {
        int c = first;
        while (!endsCell(c)) {
            if (c == '"') {
                throw invalid("a quote inside a bare cell", "cells with quotes to be quoted");
            }
            cell.append((char) c);
            c = read();
        }
        return afterReturn(c);
    }

    private int quotedCell(StringBuilder cell) throws IOException {
        int c = read();
        while (c != END) {
            if (c == '"') {
                c = read();
                if (c != '"') {
                    break;
                }
            }
            cell.append((char) c);
            c = read();
        }
        if (!endsCell(c)) {
            throw invalid("text after a closing quote", "a comma or the end of the line");
        }
        return afterReturn(c);
    }

    private static boolean endsCell(int c) {
        return c == ',' || c == '\n' || c == '\r' || c == END;
    }

    private int afterReturn(int c) throws IOException {
        if (c != '\r') {
            return c;
        }
        int next = read();
        if (next == '\n' || next == END) {
            return next;
        }
        throw invalid("a carriage return alone", "lines ended by LF or CR LF");
    }

    private int read() throws IOException {
        try {
            int c = in.read();
            if (++length > MAX_RECORD_CHARACTERS) {
                throw invalid("a record over " + MAX_RECORD_CHARACTERS + " characters", "a table of Quorum");
            }
            if (c == '\n') {
                nextLine++;
            }
            return c;
        } catch (CharacterCodingException e) {
            throw invalid("bytes that are no UTF-8", "UTF-8");
        }
    }

    InvalidInputException invalid(String actual, String expected) {
        return InvalidInputException.of(
                "Invalid " + file + " line " + line + ": " + actual + " (expected " + expected + ")");
    }
}
