package dev.vigil.flink.sql.lint;

import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** The types that the planner gave to expressions. */
final class Types {

    private final Function<SqlNode, @Nullable RelDataType> known;

    Types(Function<SqlNode, @Nullable RelDataType> known) {
        this.known = known;
    }

    /** The type; empty where the planner gave none, as to the name in AS. */
    Optional<RelDataType> of(SqlNode node) {
        return Optional.ofNullable(known.apply(node));
    }

    boolean isWhole(SqlNode node) {
        return of(node).filter(SqlTypeUtil::isIntType).isPresent();
    }

    boolean isNumber(SqlNode node) {
        return of(node).filter(SqlTypeUtil::isNumeric).isPresent();
    }

    boolean isDecimal(SqlNode node) {
        return of(node).filter(SqlTypeUtil::isDecimal).isPresent();
    }

    boolean mayBeNull(SqlNode node) {
        return of(node).filter(RelDataType::isNullable).isPresent();
    }

    boolean isText(SqlNode node) {
        return of(node).filter(SqlTypeUtil::inCharFamily).isPresent();
    }
}
