package dev.vigil.monitor.probing.decode;

import dev.vigil.monitor.probing.Reply;
import java.util.Optional;

/** Values of Probing's configuration: {@code GET /config/KEY}. */
public final class SettingDecoder {

    private SettingDecoder() {}

    /** The value, empty where the key is not set. */
    public static Reply<Optional<String>> decode(RawReply raw) {
        if (isMissing(raw)) {
            return raw.read(Optional.empty());
        }
        return raw.isOk() ? raw.read(Optional.of(raw.body())) : raw.unexpected();
    }

    /** Probing 0.2.4 says 500 with a sentence where a key is not set, the later line 404. */
    static boolean isMissing(RawReply raw) {
        return raw.status() == 404 || (raw.status() == 500 && raw.body().contains("not found"));
    }
}
