package vn.mach.view;

import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.parser.Token;

/** Where in the text of a condition its parts are, for refusals that point at them. */
record Places(String sql) {
    IllegalView refused(Expression at, String what, String allowed) {
        int character = at.getASTNode() != null
                ? character(at.getASTNode().jjtGetFirstToken())
                : Math.max(sql.indexOf(at.toString()), 0) + 1;
        return IllegalView.inCondition(character, what + " is refused: " + allowed);
    }

    /** Counted from 1 over line ends. */
    int character(Token token) {
        int character = token.beginColumn;
        var lines = sql.split("\n", -1);
        for (int line = 1; line < token.beginLine && line <= lines.length; line++) {
            character += lines[line - 1].length() + 1;
        }
        return character;
    }
}
