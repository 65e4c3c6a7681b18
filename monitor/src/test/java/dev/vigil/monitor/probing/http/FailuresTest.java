package dev.vigil.monitor.probing.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.monitor.probing.Reply;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.http.HttpClosedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused"), Reply.Refused.class),
                Arguments.of(new IOException(new ConnectException("Connection refused")), Reply.Refused.class),
                Arguments.of(new NoRouteToHostException(), Reply.Refused.class),
                Arguments.of(new UnknownHostException("nowhere"), Reply.Refused.class),
                Arguments.of(new FileNotFoundException("no such socket"), Reply.Refused.class),
                Arguments.of(new ClosedChannelException(), Reply.Refused.class),
                Arguments.of(new SocketException("Connection reset"), Reply.Refused.class),
                Arguments.of(new IOException("Connection reset by peer"), Reply.Refused.class),
                Arguments.of(new IOException("Broken pipe"), Reply.Refused.class),
                Arguments.of(new HttpClosedException("Connection was closed"), Reply.Refused.class),
                Arguments.of(new ConnectTimeoutException(), Reply.TimedOut.class),
                Arguments.of(new TimeoutException(), Reply.TimedOut.class),
                Arguments.of(new TooLongFrameException(), Reply.Malformed.class),
                Arguments.of(new IllegalArgumentException("invalid version format"), Reply.Malformed.class),
                Arguments.of(new IOException("something else"), Reply.Malformed.class),
                Arguments.of(new IllegalStateException(), Reply.Malformed.class));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void meansOneOutcome(Throwable failure, Class<?> outcome) {
        Reply.Failed<String> failed = Failures.classify(failure, Duration.ofMillis(7));
        assertThat(failed).isInstanceOf(outcome);
        assertThat(failed.took()).isEqualTo(Duration.ofMillis(7));
        assertThat(failed.reason()).isNotBlank();
    }

    @Test
    void endsAtACircleOfCauses() {
        Exception first = new Exception();
        first.initCause(new Exception(first));
        assertThat(Failures.classify(first, Duration.ZERO)).isInstanceOf(Reply.Malformed.class);
    }
}
