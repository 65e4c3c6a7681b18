package dev.vigil.monitor.cli;

import dev.vigil.fleet.Beat;
import dev.vigil.monitor.probing.Answer;
import dev.vigil.monitor.probing.Overview;
import dev.vigil.monitor.probing.QueryTable;
import dev.vigil.monitor.probing.Reply;
import dev.vigil.monitor.probing.ThreadStack;
import dev.vigil.monitor.probing.inspect.Stack;
import java.util.List;
import java.util.Optional;

/**
 * All that a person would look at first, each part with its own outcome: one that fails leaves the others.
 *
 * @param overview who the process is
 * @param stack where the training thread stands
 * @param beat the sampler's newest document, empty where there is none
 * @param threads where every Python thread stands
 * @param answers questions in their order, and what they gave
 * @param modules slowest modules of the last steps, empty where the process does not record them
 */
record Investigation(
        Reply<Overview> overview,
        Reply<Stack> stack,
        Optional<Beat> beat,
        Reply<List<ThreadStack>> threads,
        List<Asked> answers,
        Optional<Reply<QueryTable>> modules) {

    /**
     * One question of the list.
     *
     * @param title for people
     * @param answer what it gave
     */
    record Asked(String title, Reply<Answer> answer) {}
}
