package dev.vigil.monitor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {

    /** Words whose first letter is what they are about. */
    private final Backlog<String> backlog = new Backlog<>(3, word -> word.charAt(0));

    @Test
    void givesTheOldestFirst() {
        backlog.add(List.of("a1", "b1", "c1"));

        assertThat(backlog.take(2)).containsExactly("a1", "b1");
        assertThat(backlog.take(2)).containsExactly("c1");
        assertThat(backlog.take(2)).isEmpty();
    }

    @Test
    void keepsOnlyTheNewestWordInThePlaceOfTheOldOne() {
        backlog.add(List.of("a1", "b1"));
        backlog.add(List.of("a2"));

        assertThat(backlog.take(9)).containsExactly("a2", "b1");
    }

    @Test
    void dropsTheOldestBeyondItsLimit() {
        assertThat(backlog.add(List.of("a1", "b1", "c1", "d1", "e1"))).isEqualTo(2);

        assertThat(backlog.take(9)).containsExactly("c1", "d1", "e1");
    }

    @Test
    void takesBackInFrontButNotOverANewerWord() {
        backlog.add(List.of("a1", "b1"));
        List<String> taken = backlog.take(2);
        backlog.add(List.of("c1", "a2"));

        assertThat(backlog.takeBack(taken)).isZero();

        assertThat(backlog.take(9)).containsExactly("a2", "b1", "c1");
    }

    @Test
    void takesBackLastBehindAllElse() {
        backlog.add(List.of("a1", "b1", "c1"));
        List<String> taken = backlog.take(2);
        backlog.add(List.of("a2"));

        backlog.takeBackLast(taken);

        assertThat(backlog.take(9)).containsExactly("c1", "a2", "b1");
    }

    @Test
    void aFullQueueTakesBackWhatFits() {
        backlog.add(List.of("a1", "b1"));
        List<String> taken = backlog.take(2);
        backlog.add(List.of("c1", "d1"));

        assertThat(backlog.takeBack(taken)).isEqualTo(1);

        assertThat(backlog.take(9)).containsExactly("b1", "c1", "d1");
    }
}
