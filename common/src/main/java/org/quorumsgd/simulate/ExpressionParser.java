package org.quorumsgd.simulate;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads an expression by recursive descent.
 *
 * <pre>
 *   sum     = product { ("+" | "-") product }
 *   product = signed { ("*" | "/") signed }
 *   signed  = ["-" | "+"] signed | power
 *   power   = atom ["^" signed]                               so -x^2 is -(x^2), and 2^3^2 is 2^(3^2)
 *   atom    = number | "pi" | "e" | coordinate | function "(" sum ")" | "(" sum ")"
 * </pre>
 *
 * A coordinate is x1, x2, ..., xd, and also x in one dimension.
 */
final class ExpressionParser {
    private static final int MOST_CHARACTERS = 10_000;
    /** Of parentheses, signs and powers inside each other: the depth of the recursion. */
    private static final int DEEPEST = 200;

    private static final Pattern SPACE = Pattern.compile("[ \\t\\r\\n]*");
    private static final Pattern NUMBER = Pattern.compile("(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");
    private static final Pattern COORDINATE = Pattern.compile("x[1-9][0-9]{0,8}");

    private static final Map<String, Double> CONSTANTS = Map.of("pi", Math.PI, "e", Math.E);
    private static final Map<String, Operation> FUNCTIONS = Stream.of(
                    Operation.SIN,
                    Operation.COS,
                    Operation.TAN,
                    Operation.TANH,
                    Operation.EXP,
                    Operation.LOG,
                    Operation.SQRT,
                    Operation.ABS)
            .collect(Collectors.toMap(function -> function.name().toLowerCase(Locale.ROOT), each -> each));

    private final String text;
    private final int dimension;
    private final List<Expression.Node> nodes = new ArrayList<>();
    private int position;
    private int depth;

    ExpressionParser(String text, int dimension) {
        this.text = text;
        this.dimension = dimension;
    }

    List<Expression.Node> parse() throws ParseException {
        if (text.length() > MOST_CHARACTERS) {
            throw new ParseException("at most " + MOST_CHARACTERS + " characters", MOST_CHARACTERS);
        }
        sum();
        if (position < text.length()) {
            throw new ParseException("an operator or the end", position);
        }
        return nodes;
    }

    /** Each method gives the index of the node that stands for what it has read. */
    private int sum() throws ParseException {
        int left = product();
        while (true) {
            if (take('+')) {
                left = node(Operation.ADD, left, product());
            } else if (take('-')) {
                left = node(Operation.SUBTRACT, left, product());
            } else {
                return left;
            }
        }
    }

    private int product() throws ParseException {
        int left = signed();
        while (true) {
            if (take('*')) {
                left = node(Operation.MULTIPLY, left, signed());
            } else if (take('/')) {
                left = node(Operation.DIVIDE, left, signed());
            } else {
                return left;
            }
        }
    }

    private int signed() throws ParseException {
        depth++;
        if (depth > DEEPEST) {
            throw new ParseException("at most " + DEEPEST + " levels of nesting", position);
        }
        int read;
        if (take('-')) {
            int operand = signed();
            read = node(Operation.NEGATE, operand, operand);
        } else if (take('+')) {
            read = signed();
        } else {
            read = power();
        }
        depth--;
        return read;
    }

    private int power() throws ParseException {
        int base = atom();
        return take('^') ? node(Operation.POWER, base, signed()) : base;
    }

    private int atom() throws ParseException {
        skipSpace();
        int begin = position;
        if (take('(')) {
            return closed();
        }
        String number = token(NUMBER);
        if (!number.isEmpty()) {
            double value = Double.parseDouble(number);
            if (!Double.isFinite(value)) {
                throw new ParseException("a number below 1.8e308", begin);
            }
            return node(new Expression.Constant(value));
        }
        String name = token(NAME);
        Operation function = FUNCTIONS.get(name);
        if (function != null) {
            if (!take('(')) {
                throw new ParseException("( after " + name, position);
            }
            int operand = closed();
            return node(function, operand, operand);
        }
        Double constant = CONSTANTS.get(name);
        if (constant != null) {
            return node(new Expression.Constant(constant));
        }
        return coordinate(name, begin);
    }

    private int closed() throws ParseException {
        int inside = sum();
        if (!take(')')) {
            throw new ParseException("an operator or )", position);
        }
        return inside;
    }

    private int coordinate(String name, int begin) throws ParseException {
        if (name.equals("x") && dimension == 1) {
            return node(new Expression.Coordinate(0));
        }
        if (COORDINATE.matcher(name).matches() && Integer.parseInt(name.substring(1)) <= dimension) {
            return node(new Expression.Coordinate(Integer.parseInt(name.substring(1)) - 1));
        }
        String coordinates = dimension == 1 ? "x" : dimension == 2 ? "x1, x2" : "x1 to x" + dimension;
        String functions = FUNCTIONS.keySet().stream().sorted().collect(Collectors.joining(", "));
        throw new ParseException("a number, " + coordinates + ", pi, e, ( or one of " + functions, begin);
    }

    private int node(Operation operation, int first, int second) {
        return node(new Expression.Result(operation, first, second));
    }

    private int node(Expression.Node node) {
        nodes.add(node);
        return nodes.size() - 1;
    }

    /** Takes this character if it comes next, behind space. */
    private boolean take(char expected) {
        skipSpace();
        boolean there = position < text.length() && text.charAt(position) == expected;
        if (there) {
            position++;
            skipSpace();
        }
        return there;
    }

    private void skipSpace() {
        token(SPACE);
    }

    /** What comes next and matches, or nothing. */
    private String token(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(position, text.length());
        if (!matcher.lookingAt()) {
            return "";
        }
        position = matcher.end();
        return matcher.group();
    }
}
