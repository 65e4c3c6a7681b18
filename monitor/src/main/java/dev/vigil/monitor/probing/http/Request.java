package dev.vigil.monitor.probing.http;

import io.vertx.core.http.HttpMethod;
import java.time.Duration;

/**
 * One HTTP request.
 *
 * @param method GET or POST
 * @param path with a leading slash
 * @param body empty for GET
 * @param deadline from the call to the last byte of the answer
 * @param cap most bytes of an answer; one that is longer is malformed
 */
record Request(HttpMethod method, String path, String body, Duration deadline, int cap) {

    /** PROTOCOL section 9: the largest honest answer is a table. */
    private static final int TABLE_BYTES = 16 << 20;

    /** An honest mailbox has some 30 kB, a node list of 5,000 ranks less than 1 MiB. */
    private static final int DOCUMENT_BYTES = 1 << 20;

    static Request get(String path, Duration deadline) {
        return new Request(HttpMethod.GET, path, "", deadline, DOCUMENT_BYTES);
    }

    static Request query(String envelope, Duration deadline) {
        return new Request(HttpMethod.POST, "/query", envelope, deadline, TABLE_BYTES);
    }
}
