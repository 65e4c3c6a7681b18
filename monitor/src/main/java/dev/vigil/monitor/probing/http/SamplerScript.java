package dev.vigil.monitor.probing.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.monitor.probing.SamplerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The statements that bring the sampler into a process (MAILBOX section 1, PROTOCOL 6.1). */
final class SamplerScript {

    private static final String RESOURCE = "/dev/vigil/monitor/probing/vigil_probe.py";
    private static final String SOURCE = QueryEnvelope.base64(source());

    private SamplerScript() {}

    /**
     * Installs and starts it. The module stands in {@code sys.modules} before its code runs; where two monitors install at
     * the same moment its {@code start} finds the other one's and joins it.
     */
    static String install(SamplerOptions options) {
        String boot = "import sys,types,base64\n"
                + "m=types.ModuleType('vigil_probe')\n"
                + "sys.modules['vigil_probe']=m\n"
                + "exec(compile(base64.b64decode('" + SOURCE + "').decode(),'<vigil>','exec'),m.__dict__)\n"
                + "m.start('" + QueryEnvelope.base64(json(options)) + "')\n";
        return "SELECT value FROM python.`builtins.exec(__import__('base64').b64decode('" + QueryEnvelope.base64(boot)
                + "').decode())`";
    }

    /** Adds the watches to a sampler that another monitor, or an earlier life of this one, installed. */
    static String join(SamplerOptions options) {
        return QueryEnvelope.call("vigil_probe.start", json(options));
    }

    static String json(SamplerOptions options) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("token", options.token());
        ObjectNode watch = json.putObject("watch");
        options.watch().forEach(watch::put);
        json.put("interval", seconds(options.interval()));
        json.put("grace", seconds(options.exitGrace()));
        json.put("auto", options.automatic());
        json.put("gradients", options.gradients());
        json.put("tracer", options.tracerOff() ? "off" : "keep");
        return json.toString();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String source() {
        try (InputStream resource = SamplerScript.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("the sampler is not packaged: " + RESOURCE);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
