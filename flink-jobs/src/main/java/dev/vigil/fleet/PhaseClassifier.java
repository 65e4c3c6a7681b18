package dev.vigil.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names what a program is busy with from its stack. A function's name alone says little ({@code run}, {@code _save},
 * {@code evaluate} are everywhere), so a pattern is a function in a file. Pure; tested on stacks of real programs.
 */
final class PhaseClassifier {

    /** Compilers under torch: their workers and subprocesses keep the same frames for a minute. */
    private static final List<String> COMPILERS = List.of(
            "/torch/_inductor/",
            "/torch/_functorch/_aot_autograd/",
            "/torch/_functorch/aot_autograd.py",
            "/triton/compiler/");

    /** What runs compiled code lives beside what compiles it. */
    private static final List<String> RUNTIMES = List.of(
            "/_aot_autograd/runtime_wrappers.py",
            "/_aot_autograd/utils.py",
            "/_aot_autograd/codegen.py:",
            "/_inductor/output_code.py",
            "/_inductor/cudagraph_trees.py",
            "/_inductor/runtime/",
            "/_inductor/utils.py");

    private static final Set<String> DYNAMO_AT_WORK = Set.of("_compile", "compile_inner", "transform");

    /** By function: the parts of file names in which it means the phase. */
    private static final Map<String, List<Pattern>> PATTERNS = new HashMap<>();

    static {
        in("transformers/trainer.py", Phase.EVALUATION, "evaluate", "_evaluate", "evaluation_loop", "prediction_step");
        in("transformers/trainer_seq2seq.py", Phase.EVALUATION, "evaluate", "prediction_step");
        in("/evaluation_loop.py", Phase.EVALUATION, "_evaluation_step", "validation_step", "run", "advance");
        in("/trainer/trainer.py", Phase.EVALUATION, "_run_sanity_check", "validate");
        in("fastai/learner.py", Phase.EVALUATION, "_do_epoch_validate", "validate", "get_preds");
        in("/torch/trainer.py", Phase.EVALUATION, "evaluate", "test_step");
        in("litgpt/", Phase.EVALUATION, "validate");
        in("ultralytics/engine/trainer.py", Phase.EVALUATION, "validate");
        in("stable_baselines3/common/evaluation.py", Phase.EVALUATION, "evaluate_policy");

        in("transformers/trainer.py", Phase.CHECKPOINT, "_save_checkpoint", "save_model", "_save");
        in("transformers/modeling_utils.py", Phase.CHECKPOINT, "save_pretrained");
        in("safetensors/torch.py", Phase.CHECKPOINT, "save_file", "save_model");
        in("lightning", Phase.CHECKPOINT, "save_checkpoint", "dump_checkpoint");
        in("/torch/serialization.py", Phase.CHECKPOINT, "save", "_save", "_legacy_save");
        in("/torch/distributed/checkpoint/", Phase.CHECKPOINT, "save", "async_save", "save_state_dict");
        in("ultralytics/engine/trainer.py", Phase.CHECKPOINT, "save_model");
        in("accelerate/accelerator.py", Phase.CHECKPOINT, "save_state", "save_model");
        in("deepspeed/runtime/engine.py", Phase.CHECKPOINT, "save_checkpoint", "_save_checkpoint");
        in("/saving/saving_api.py", Phase.CHECKPOINT, "save_model", "save_weights");
        in("fastai/learner.py", Phase.CHECKPOINT, "save_model");

        in("/_inductor/runtime/", Phase.COMPILE, "autotune_to_one_config", "benchmark_all_configs");
        in("/torch/utils/cpp_extension.py", Phase.COMPILE, "_run_ninja_build", "_jit_compile");
        DYNAMO_AT_WORK.forEach(function -> in("/torch/_dynamo/", Phase.COMPILE, function));
    }

    /** Functions of users' code; whole names, so that a layer's {@code forward_with_checkpointing} is none of them. */
    private static final Map<String, Phase> USERS = new HashMap<>();

    static {
        for (String function : List.of(
                "evaluate",
                "evaluation",
                "validate",
                "validation",
                "run_eval",
                "run_validation",
                "run_evaluation",
                "eval_epoch",
                "val_epoch",
                "test_epoch",
                "validate_epoch",
                "validation_epoch",
                "evaluate_epoch",
                "eval_loop",
                "val_loop",
                "validation_loop",
                "evaluate_model",
                "eval_model",
                "validate_model",
                "do_eval",
                "do_validation",
                "estimate_loss")) {
            USERS.put(function, Phase.EVALUATION);
        }
        for (String function : List.of(
                "save_checkpoint",
                "save_ckpt",
                "save_model",
                "save_state",
                "write_checkpoint",
                "save_weights",
                "save_training_state",
                "dump_checkpoint")) {
            USERS.put(function, Phase.CHECKPOINT);
        }
    }

    private PhaseClassifier() {}

    /**
     * The phase that the frames prove, or null where they prove none: then it is training like any other moment.
     *
     * @param frames innermost first
     */
    static @Nullable Phase of(List<Frame> frames) {
        Phase found = null;
        int engines = 0;
        for (Frame frame : frames) {
            Phase phase = of(frame);
            if (Stacks.isImport(frame)) {
                found = null; // what lies further in is only being loaded
            } else if (phase != null) {
                found = phase; // the outermost wins: what an evaluation saves or compiles is its own
            }
            engines += isEngine(frame) ? 1 : 0;
        }
        return found == null && engines > 1 ? Phase.EVALUATION : found;
    }

    /** Ignite evaluates by an engine that runs inside another one. */
    private static boolean isEngine(Frame frame) {
        return frame.function().startsWith("_run_once_on_dataset")
                && frame.file().endsWith("ignite/engine/engine.py");
    }

    private static @Nullable Phase of(Frame frame) {
        String file = frame.file();
        for (Pattern pattern : PATTERNS.getOrDefault(frame.function(), List.of())) {
            if (file.contains(pattern.file())) {
                return pattern.phase();
            }
        }
        if (isCompiler(frame)) {
            return Phase.COMPILE;
        }
        return Stacks.isLibrary(frame) ? null : USERS.get(frame.function());
    }

    private static boolean isCompiler(Frame frame) {
        String file = frame.file();
        if (!containsAny(file, COMPILERS) || containsAny(file, RUNTIMES)) {
            return false;
        }
        boolean entry = file.endsWith("/aot_autograd.py") && frame.function().equals("forward");
        boolean graph = file.endsWith("/compile_fx.py") && frame.function().equals("run");
        return !entry && !graph;
    }

    private static boolean containsAny(String file, List<String> parts) {
        for (String part : parts) {
            if (file.contains(part)) {
                return true;
            }
        }
        return false;
    }

    private static void in(String file, Phase phase, String... functions) {
        for (String function : functions) {
            PATTERNS.computeIfAbsent(function, unused -> new ArrayList<>()).add(new Pattern(file, phase));
        }
    }

    private record Pattern(String file, Phase phase) {}
}
