package dev.vigil.flink.sql.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AggregatesTest {

    @Test
    void takeTheMiddleOfOddAndEvenGroups() throws Exception {
        assertThat(over(new Median(), 3.0, 1.0, 2.0)).isEqualTo(2.0);
        assertThat(over(new Median(), 4.0, 1.0, 2.0, 3.0)).isEqualTo(2.5);
        assertThat(over(new Median(), 7.0, 7.0, 1.0)).isEqualTo(7.0);
        assertThat(over(new Mad(), 1.0, 1.0, 2.0, 2.0, 4.0, 6.0, 9.0)).isEqualTo(1.0);
    }

    @Test
    void areNullOverNothing() throws Exception {
        assertThat(over(new Median())).isNull();
        assertThat(over(new Mad(), (Double) null)).isNull();
        assertThat(over(new Median(), Double.NaN, Double.POSITIVE_INFINITY)).isNull();
    }

    @Test
    void leaveOutWhatIsNotFinite() throws Exception {
        assertThat(over(new Median(), Double.NaN, 1.0, Double.NEGATIVE_INFINITY, 3.0))
                .isEqualTo(2.0);
    }

    @Test
    void forgetWhatGoes() throws Exception {
        Median median = new Median();
        Multiset numbers = median.createAccumulator();
        for (Double number : List.of(1.0, 1e308, 1e308, Double.NaN, -0.0)) {
            median.accumulate(numbers, number);
        }

        assertThat(median.getValue(numbers)).isEqualTo(5e307);
        for (Double number : List.of(1e308, 1e308, Double.NaN, 0.0, 42.0)) {
            median.retract(numbers, number);
        }
        assertThat(median.getValue(numbers)).isEqualTo(1.0);
    }

    @Test
    void doNotOverflow() throws Exception {
        assertThat(over(new Median(), Double.MAX_VALUE, Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
        assertThat(over(new Mad(), Double.MAX_VALUE, -Double.MAX_VALUE)).isFinite();
    }

    @Test
    void merge() throws Exception {
        Median median = new Median();
        Multiset left = median.createAccumulator();
        Multiset right = median.createAccumulator();
        median.accumulate(left, 1.0);
        median.accumulate(right, 5.0);
        median.accumulate(right, 1.0);

        median.merge(left, List.of(right));

        assertThat(median.getValue(left)).isEqualTo(1.0);
        median.resetAccumulator(left);
        assertThat(median.getValue(left)).isNull();
    }

    private static Double over(FiniteAggregate aggregate, Double... numbers) throws Exception {
        Multiset group = aggregate.createAccumulator();
        for (Double number : numbers) {
            aggregate.accumulate(group, number);
        }
        return aggregate.getValue(group);
    }
}
