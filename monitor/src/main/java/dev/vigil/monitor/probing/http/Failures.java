package dev.vigil.monitor.probing.http;

import dev.vigil.monitor.probing.Reply;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What an exception of the transport means for a target: a pure function. */
final class Failures {

    private static final int DEEPEST_CAUSE = 8;

    private Failures() {}

    /**
     * Refused: nobody listens there, or the connection broke, which is how a process ends. Timed out: the host did not
     * answer the connection, as one that is stopped with a full queue does. Malformed: something answered, but not HTTP.
     */
    static <T> Reply.Failed<T> classify(Throwable failure, Duration took) {
        Throwable cause = failure;
        for (int depth = 0; depth < DEEPEST_CAUSE && cause != null; depth++, cause = cause.getCause()) {
            if (cause instanceof ConnectTimeoutException || cause instanceof TimeoutException) {
                return new Reply.TimedOut<>("no connection within " + took.toMillis() + " ms", took);
            }
            if (cause instanceof UnknownHostException) {
                return new Reply.Refused<>("unknown host: " + cause.getMessage(), took);
            }
            if (cause instanceof NoRouteToHostException) {
                return new Reply.Refused<>("no route to the host", took);
            }
            if (cause instanceof ConnectException || cause instanceof FileNotFoundException) {
                return new Reply.Refused<>("connection refused: nobody listens there", took);
            }
            if (isBroken(cause)) {
                return new Reply.Refused<>("the connection broke before the answer was complete", took);
            }
            if (cause instanceof DecoderException || cause instanceof IllegalArgumentException) {
                return new Reply.Malformed<>("not an HTTP answer", took);
            }
        }
        return new Reply.Malformed<>(
                "no answer that can be understood: " + failure.getClass().getSimpleName(), took);
    }

    /**
     * As {@link #classify}, of a connection that could not be made.
     *
     * @param local whether to a process of this machine by its pid, which has a socket only under Probing
     */
    static <T> Reply.Failed<T> ofConnection(Throwable failure, Duration took, boolean local) {
        Reply.Failed<T> failed = classify(failure, took);
        return local && failed instanceof Reply.Refused
                ? new Reply.Refused<>("no such process here, or one that was not started under Probing", took)
                : failed;
    }

    private static boolean isBroken(Throwable cause) {
        return cause instanceof ClosedChannelException
                || cause instanceof SocketException
                || cause instanceof HttpClosedException
                || cause instanceof StreamResetException
                || (cause instanceof IOException && isResetText(cause.getMessage()));
    }

    /** Netty's native transport tells a reset only by the text of the system call's error. */
    private static boolean isResetText(@Nullable String message) {
        return message != null && (message.contains("Connection reset") || message.contains("Broken pipe"));
    }
}
