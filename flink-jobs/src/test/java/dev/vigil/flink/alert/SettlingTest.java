package dev.vigil.flink.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettlingTest {

    @Test
    void believesAtOnceWhereEachLookIsExact() {
        assertThat(Settling.ABSENT.look(true, 1_000, 0)).isEqualTo(new Settling(true, 0));
    }

    @Test
    void believesWhatAllLooksOfAWhileAgreeOn() {
        Settling doubt = Settling.ABSENT.look(true, 1_000, 1_000);

        assertThat(doubt).isEqualTo(new Settling(false, 1_000));
        assertThat(doubt.look(true, 1_950, 1_000)).isEqualTo(doubt);
        assertThat(doubt.look(true, 2_000, 1_000)).isEqualTo(new Settling(true, 0));
    }

    @Test
    void beginsAnewWhenOneLookDisagrees() {
        Settling doubt = new Settling(true, 1_000).look(true, 1_500, 1_000);

        assertThat(doubt).isEqualTo(new Settling(true, 0));
        assertThat(doubt.look(false, 2_000, 1_000)).isEqualTo(new Settling(true, 2_000));
    }

    @Test
    void doesNotCountTimeInWhichNobodyLooked() {
        assertThat(new Settling(true, 1_000).afresh(9_000)).isEqualTo(new Settling(true, 9_000));
        assertThat(new Settling(true, 0).afresh(9_000)).isEqualTo(new Settling(true, 0));
    }
}
