package dev.vigil.rules;

/** What happens to an active alert while its target cannot be read. */
public enum NoData {
    /** It stays as it is; its clocks stand. TargetUnreachable tells that nothing is known. */
    KEEP,
    /** It is treated as if its row had gone. */
    RESOLVE
}
