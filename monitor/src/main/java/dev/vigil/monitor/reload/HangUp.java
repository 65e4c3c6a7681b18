package dev.vigil.monitor.reload;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * SIGHUP, by which servers are told to read their configuration again. Java has no public door to signals; the one that all
 * its virtual machines have is opened by reflection, so that one without it only lacks this.
 *
 * <p>A process that was started under {@code nohup} never hears it: the virtual machine leaves an ignored signal ignored.
 */
public final class HangUp {

    private HangUp() {}

    /**
     * From now on does this at each SIGHUP, in place of ending the process.
     *
     * @param action called on a thread of the virtual machine's own; must return soon
     * @return whether this virtual machine can
     */
    public static boolean handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(),
                    new Class<?>[] {handler},
                    (self, method, arguments) -> called(method, self, arguments, action));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
            return true;
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException without) {
            return false;
        }
    }

    private static @Nullable Object called(Method method, Object self, Object[] arguments, Runnable action) {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> self == arguments[0];
            case "toString" -> "HangUp";
            default -> {
                action.run();
                yield null;
            }
        };
    }
}
