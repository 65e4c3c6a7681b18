package dev.vigil.fleet;

import dev.vigil.fleet.wire.Wire;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The modules of one life of a target, as far as torch_trace tells of them. */
final class ModuleBook {

    private static final int MAX_MODULES = 2_000;
    private static final int MAX_NAME = 300;
    private static final int MAX_PARENTS = 10_000;

    private final Map<Module.Key, Module> modules = new LinkedHashMap<>();
    /** Names of modules that have others in them. */
    private final Set<String> parents = new HashSet<>();

    /** Takes in new rows, appends them to the history and tells what changed. */
    void see(List<Reading.ModuleRow> rows, @Nullable Double stepSeconds, Telling telling) {
        Set<Module> touched = new LinkedHashSet<>();
        int families = parents.size();
        for (Reading.ModuleRow row : rows) {
            append(row, telling);
            boolean begins = row.stage().startsWith("pre ");
            if (begins && row.seq() == 0 && parents.size() < MAX_PARENTS) {
                parents.add(
                        cut(row.module())); // the first of a step is the whole model, whatever its children are called
            }
            Module module = begins ? null : find(row);
            if (module != null) {
                module.add(row.seconds());
                touched.add(module);
            }
        }
        Collection<Module> changed = parents.size() == families ? touched : modules.values();
        changed.forEach(module -> module.tell(stepSeconds, isLeaf(module), telling));
    }

    private void append(Reading.ModuleRow row, Telling telling) {
        telling.append(telling.row(Tables.MODULE_SAMPLES)
                .number((double) row.step())
                .number((double) row.seq())
                .add(row.module())
                .add(row.stage())
                .number(row.seconds())
                .number(row.allocatedMb())
                .number(row.maxAllocatedMb()));
    }

    private @Nullable Module find(Reading.ModuleRow row) {
        Module.Key key = new Module.Key(cut(row.module()), cut(row.stage()));
        Module module = modules.get(key);
        if (module == null && modules.size() < MAX_MODULES) {
            module = new Module(key);
            modules.put(key, module);
            addParents(key.module());
        }
        return module;
    }

    private void addParents(String name) {
        for (int dot = name.indexOf('.'); dot > 0 && parents.size() < MAX_PARENTS; dot = name.indexOf('.', dot + 1)) {
            parents.add(name.substring(0, dot));
        }
    }

    private boolean isLeaf(Module module) {
        return !parents.contains(module.key().module());
    }

    private static String cut(String name) {
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
    }

    Collection<Module> all() {
        return modules.values();
    }

    void tellAll(@Nullable Double stepSeconds, Telling telling) {
        modules.values().forEach(module -> module.tell(stepSeconds, isLeaf(module), telling));
    }

    void retell(FleetOutput out) {
        modules.values().forEach(module -> module.row().retell(out));
    }

    void withdraw(FleetOutput out) {
        modules.values().forEach(module -> module.row().withdraw(out));
    }

    void write(DataOutput out) throws IOException {
        Wire.writeLong(out, modules.size());
        for (Module module : modules.values()) {
            module.write(out);
        }
        Wire.writeLong(out, parents.size());
        for (String name : parents) {
            Wire.writeText(out, name);
        }
    }

    static ModuleBook read(DataInput in, Map<String, String> labels) throws IOException {
        ModuleBook book = new ModuleBook();
        int count = Wire.readCount(in, MAX_MODULES);
        for (int i = 0; i < count; i++) {
            Module module = Module.read(in, labels);
            book.modules.put(module.key(), module);
        }
        int families = Wire.readCount(in, MAX_PARENTS);
        for (int i = 0; i < families; i++) {
            book.parents.add(Wire.readText(in));
        }
        return book;
    }
}
