package dev.vigil.monitor.probing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.4:9911, 10.0.0.4:9911",
        "trainer-0.train.svc:9900, trainer-0.train.svc:9900",
        "' localhost:9900 ', localhost:9900",
        "9900, 127.0.0.1:9900",
        "[::1]:9900, [::1]:9900",
        "http://10.0.0.4:9911/, 10.0.0.4:9911",
        "http://10.0.0.4:9911, 10.0.0.4:9911",
        "pid:4242, pid:4242"
    })
    void readsWhatPeopleWrite(String text, String instance) {
        assertThat(Endpoint.parse(text).instance()).isEqualTo(instance);
        assertThat(Endpoint.parse(instance)).isEqualTo(Endpoint.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trainer | is not a target",
                "'' | is not a target",
                "::1:9900 | is not a target",
                "https://h:1 | is not a target",
                "http://h:1/query | is not a target",
                "h:0 | '0' is not a port",
                "h:65536 | '65536' is not a port",
                "h:99999999999 | '99999999999' is not a port",
                "h: | is not a target",
                "pid:abc | 'abc' is not a process id",
                "pid:0 | '0' is not a process id",
                "pid: | is not a target"
            })
    void saysWhatToWriteInstead(String text, String why) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("target '" + text + "': " + why
                        + "; write host:port, [ipv6]:port, pid:N or a port of this machine");
    }
}
