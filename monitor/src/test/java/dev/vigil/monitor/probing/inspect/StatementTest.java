package dev.vigil.monitor.probing.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fleet.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {

    private static final List<Frame> FRAMES =
            List.of(new Frame("/job/o'brien.py", "train", 7), new Frame("", "main", 0));

    private static final String ROWS = "backtrace(depth, frame_type, func, file, lineno) AS (VALUES"
            + " (0, 'Python', 'train', '/job/o''brien.py', 7), (1, 'Native', 'main', '', 0))";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                " -- why\n select count(*) FROM python.metrics;",
                "WITH a AS (SELECT 1) SELECT * FROM a",
                "(SELECT 1) UNION (SELECT 2)",
                "SELECT 'SHOW TABLES; information_schema' AS text",
                "SELECT 1 /* information_schema */ ; -- end",
                "SELECT \"count(*)\" FROM python.metrics",
                "SELECT * FROM python.\"metrics\""
            })
    void letsHarmlessStatementsPass(String sql) {
        assertThat(new Statement(sql).danger()).isEmpty();
        assertThat(new Statement(sql).readsBacktrace()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | no statement",
                "-- nothing | no statement",
                "SHOW TABLES | signal the training thread",
                "show tables | signal the training thread",
                "DESCRIBE python.metrics | signal the training thread",
                "SET probing.torch.profiling='on' | changes the process",
                "DROP TABLE x | only SELECT",
                "EXPLAIN SELECT 1 | only SELECT",
                "SELECT 1; SELECT 2 | one statement",
                "SELECT * FROM information_schema.tables | signal the training thread",
                "SELECT * FROM \"information_schema\".columns | signal the training thread",
                "SELECT value FROM python.`builtins.exec('1')` | use eval",
                "SELECT value FROM python . `os.getpid()` | use eval",
                "SELECT value FROM \"python\".\"os.getpid()\" | use eval"
            })
    void refusesWhatHarms(String sql, String reason) {
        assertThat(new Statement(sql).danger())
                .hasValueSatisfying(why -> assertThat(why).contains(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT func FROM python.backtrace WHERE depth = 0 | SELECT func FROM backtrace WHERE depth = 0",
                "SELECT b.func FROM PYTHON . BackTrace AS b; | SELECT b.func FROM backtrace AS b;",
                "SELECT python.backtrace.func FROM \"python\".`backtrace` | SELECT backtrace.func FROM backtrace",
                "SELECT 'python.backtrace' FROM python.backtrace | SELECT 'python.backtrace' FROM backtrace"
            })
    void answersBacktracesFromFramesThatWereTaken(String sql, String rest) {
        Statement statement = new Statement(sql);
        assertThat(statement.readsBacktrace()).isTrue();
        assertThat(statement.danger()).isEmpty();
        assertThat(statement.over(FRAMES)).isEqualTo("WITH " + ROWS + " " + rest);
    }

    @Test
    void addsTheFramesToAStatementsOwnWith() {
        assertThat(new Statement("with a AS (SELECT * FROM python.backtrace) SELECT * FROM a").over(FRAMES))
                .isEqualTo("with " + ROWS + ", a AS (SELECT * FROM backtrace) SELECT * FROM a");
        assertThat(new Statement("WITH RECURSIVE a AS (SELECT * FROM python.backtrace) SELECT 1").over(FRAMES))
                .startsWith("WITH RECURSIVE " + ROWS + ", a AS");
    }

    @Test
    void keepsTheColumnsWhereThereAreNoFrames() {
        assertThat(new Statement("SELECT * FROM python.backtrace").over(List.of()))
                .isEqualTo("WITH backtrace(depth, frame_type, func, file, lineno) AS"
                        + " (SELECT 0, '', '', '', 0 WHERE false) SELECT * FROM backtrace");
    }
}
