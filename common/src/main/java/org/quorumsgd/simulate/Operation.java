package org.quorumsgd.simulate;

/** What an expression is made of, each with its derivatives; b is 0 for those with one operand. */
enum Operation {
    ADD {
        @Override
        double value(double a, double b) {
            return a + b;
        }

        @Override
        double byFirst(double a, double b) {
            return 1;
        }

        @Override
        double bySecond(double a, double b) {
            return 1;
        }
    },
    SUBTRACT {
        @Override
        double value(double a, double b) {
            return a - b;
        }

        @Override
        double byFirst(double a, double b) {
            return 1;
        }

        @Override
        double bySecond(double a, double b) {
            return -1;
        }
    },
    MULTIPLY {
        @Override
        double value(double a, double b) {
            return a * b;
        }

        @Override
        double byFirst(double a, double b) {
            return b;
        }

        @Override
        double bySecond(double a, double b) {
            return a;
        }
    },
    DIVIDE {
        @Override
        double value(double a, double b) {
            return a / b;
        }

        @Override
        double byFirst(double a, double b) {
            return 1 / b;
        }

        @Override
        double bySecond(double a, double b) {
            return -a / (b * b);
        }
    },
    /** a^b; a negative a has whole powers only. */
    POWER {
        @Override
        double value(double a, double b) {
            return Math.pow(a, b);
        }

        @Override
        double byFirst(double a, double b) {
            return b == 0 ? 0 : b * Math.pow(a, b - 1);
        }

        @Override
        double bySecond(double a, double b) {
            return a == 0 && b > 0 ? 0 : Math.log(a) * Math.pow(a, b);
        }
    },
    NEGATE {
        @Override
        double value(double a, double b) {
            return -a;
        }

        @Override
        double byFirst(double a, double b) {
            return -1;
        }
    },
    SIN {
        @Override
        double value(double a, double b) {
            return Math.sin(a);
        }

        @Override
        double byFirst(double a, double b) {
            return Math.cos(a);
        }
    },
    COS {
        @Override
        double value(double a, double b) {
            return Math.cos(a);
        }

        @Override
        double byFirst(double a, double b) {
            return -Math.sin(a);
        }
    },
    TAN {
        @Override
        double value(double a, double b) {
            return Math.tan(a);
        }

        @Override
        double byFirst(double a, double b) {
            double tangent = Math.tan(a);
            return 1 + tangent * tangent;
        }
    },
    TANH {
        @Override
        double value(double a, double b) {
            return Math.tanh(a);
        }

        @Override
        double byFirst(double a, double b) {
            double tangent = Math.tanh(a);
            return 1 - tangent * tangent;
        }
    },
    EXP {
        @Override
        double value(double a, double b) {
            return Math.exp(a);
        }

        @Override
        double byFirst(double a, double b) {
            return Math.exp(a);
        }
    },
    /** The natural logarithm. */
    LOG {
        @Override
        double value(double a, double b) {
            return Math.log(a);
        }

        @Override
        double byFirst(double a, double b) {
            return 1 / a;
        }
    },
    SQRT {
        @Override
        double value(double a, double b) {
            return Math.sqrt(a);
        }

        @Override
        double byFirst(double a, double b) {
            return 0.5 / Math.sqrt(a);
        }
    },
    /** |a|, whose derivative at 0 is taken to be 0. */
    ABS {
        @Override
        double value(double a, double b) {
            return Math.abs(a);
        }

        @Override
        double byFirst(double a, double b) {
            return Math.signum(a);
        }
    };

    abstract double value(double a, double b);

    /** The derivative by a. */
    abstract double byFirst(double a, double b);

    /** The derivative by b; 0 where there is one operand. */
    double bySecond(double a, double b) {
        return 0;
    }
}
